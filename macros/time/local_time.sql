{#- The wall-clock time (TIMESTAMP) in the business time zone of an instant (TIMESTAMP in UTC). -#}
{% macro local_time(instant) -%}
    {{ return(adapter.dispatch('local_time')(instant)) }}
{%- endmacro %}


{% macro default__local_time(instant) -%}
    (({{ instant }}) at time zone 'UTC') at time zone '{{ business_timezone() }}'
{%- endmacro %}


{% macro spark__local_time(instant) -%}
    from_utc_timestamp({{ instant }}, '{{ business_timezone() }}')
{%- endmacro %}
