{#-
    Change in percent of an indicator's value against the same period a year before; null where that
    is missing or 0. relation: alias of rows of indicator_value.
-#}
{% macro year_on_year(relation) -%}
    {%- do require_expressions('year_on_year', {'relation': relation}) -%}
    ({{ relation }}.value / nullif({{ relation }}.same_period_last_year_value, 0) - 1) * 100
{%- endmacro %}
