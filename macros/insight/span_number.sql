{#- The number (BIGINT) of the span of training_window_days in which a date lies. -#}
{% macro span_number(date_day) -%}
    cast(
        floor(
            {{ days_between("date '2000-01-01'", date_day) }}
            / {{ insight_parameter('training_window_days') }}
        ) as bigint
    )
{%- endmacro %}
