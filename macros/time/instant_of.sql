{#- The instant (TIMESTAMP in UTC) of a wall-clock time (TIMESTAMP) in the business time zone. -#}
{% macro instant_of(local_time) -%}
    {{ return(adapter.dispatch('instant_of')(local_time)) }}
{%- endmacro %}


{% macro default__instant_of(local_time) -%}
    {{ shifted_by_zone(
        '(' ~ local_time ~ ')', '-',
        'make_timestamp(epoch_us((' ~ local_time ~ ") at time zone '" ~ business_timezone() ~ "'))"
    ) }}
{%- endmacro %}


{% macro spark__instant_of(local_time) -%}
    to_utc_timestamp({{ local_time }}, '{{ business_timezone() }}')
{%- endmacro %}
