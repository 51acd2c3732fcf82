{#-
    Σ value × weight (DOUBLE) for a threshold and an exact weight. It is summed in decimals, so that no
    order of rows or threads changes the figure; thresholds are exact to six decimals.
-#}
{% macro weighted_sum(value, weight) -%}
    cast(
            sum(cast({{ value }} as decimal(16, 6)) * cast({{ weight }} as decimal(22, 6)))
            as double
        )
{%- endmacro %}
