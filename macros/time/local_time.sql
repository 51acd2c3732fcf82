{#- The wall-clock time (TIMESTAMP) in the business time zone of an instant (TIMESTAMP in UTC). -#}
{% macro local_time(instant) -%}
    {{ return(adapter.dispatch('local_time')(instant)) }}
{%- endmacro %}


{% macro default__local_time(instant) -%}
    {#- Microseconds of UTC are what a TIMESTAMPTZ holds: the library is asked once, not twice. -#}
    {{ shifted_by_zone(
        '(' ~ instant ~ ')', '+',
        'make_timestamptz(epoch_us(' ~ instant ~ ")) at time zone '" ~ business_timezone() ~ "'"
    ) }}
{%- endmacro %}


{% macro spark__local_time(instant) -%}
    from_utc_timestamp({{ instant }}, '{{ business_timezone() }}')
{%- endmacro %}
