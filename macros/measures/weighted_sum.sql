{#-
    Σ value × weight (DECIMAL(38,12)) for a threshold and an exact weight: exact, so that no order of
    rows or threads changes the figure, and sums of it are exact too. Thresholds are exact to six
    decimals.
-#}
{% macro weighted_sum(value, weight) -%}
    sum(cast({{ value }} as decimal(16, 6)) * cast({{ weight }} as decimal(22, 6)))
{%- endmacro %}
