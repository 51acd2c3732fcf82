{#- The instant (TIMESTAMP in UTC) of a wall-clock time (TIMESTAMP) in the business time zone. -#}
{% macro instant_of(local_time) -%}
    {{ return(adapter.dispatch('instant_of')(local_time)) }}
{%- endmacro %}


{% macro default__instant_of(local_time) -%}
    (({{ local_time }}) at time zone '{{ business_timezone() }}') at time zone 'UTC'
{%- endmacro %}


{% macro spark__instant_of(local_time) -%}
    to_utc_timestamp({{ local_time }}, '{{ business_timezone() }}')
{%- endmacro %}
