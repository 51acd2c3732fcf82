{#-
    The number (INTEGER) of a period by its kind (day, week, month, quarter) and first day, both SQL
    expressions: four per day, so that it never changes and grows with the first day.
-#}
{% macro period_number(period, period_start) -%}
    cast(
        {{ days_between("date '2000-01-01'", period_start) }} * 4
        + case {{ period }} when 'day' then 0 when 'week' then 1 when 'month' then 2 else 3 end
        as integer
    )
{%- endmacro %}
