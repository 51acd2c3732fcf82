{#- A date, a whole number of periods later (DATE). date_day, period, periods: SQL expressions. -#}
{% macro plus_periods(date_day, period, periods) -%}
    cast(
        case {{ period }}
            when 'day' then {{ date_day }} + to_days(cast({{ periods }} as integer))
            when 'week' then {{ date_day }} + to_days(cast(7 * ({{ periods }}) as integer))
            when 'month' then {{ date_day }} + to_months(cast({{ periods }} as integer))
            when 'quarter' then {{ date_day }} + to_months(cast(3 * ({{ periods }}) as integer))
        end as date
    )
{%- endmacro %}
