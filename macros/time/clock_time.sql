{#- The wall-clock time (TIMESTAMP) of a date and a text `HH:MM`; `24:00` is the next midnight. -#}
{% macro clock_time(date_day, hour_minute) -%}
    {{ return(adapter.dispatch('clock_time')(date_day, hour_minute)) }}
{%- endmacro %}


{% macro default__clock_time(date_day, hour_minute) -%}
    cast({{ date_day }} as timestamp)
    + to_minutes(
        cast(split_part({{ hour_minute }}, ':', 1) as integer) * 60
        + cast(split_part({{ hour_minute }}, ':', 2) as integer)
    )
{%- endmacro %}
