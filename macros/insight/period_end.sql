{#- The first day (DATE) after a period. period, period_start: SQL expressions. -#}
{% macro period_end(period, period_start) -%}
    cast(
        case {{ period }}
            when 'day' then {{ period_start }} + interval 1 day
            when 'week' then {{ period_start }} + interval 7 day
            when 'month' then {{ period_start }} + interval 1 month
            when 'quarter' then {{ period_start }} + interval 3 month
        end as date
    )
{%- endmacro %}
