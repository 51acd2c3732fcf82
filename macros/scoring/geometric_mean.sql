{#-
    Aggregate: the geometric mean of a positive SQL expression. The logarithms are summed as
    decimals, so that the order of rows does not change the result.
-#}
{% macro geometric_mean(value) -%}
    {%- do require_expressions('geometric_mean', {'value': value}) -%}
    exp(cast(avg(cast(ln({{ value }}) as decimal(20, 15))) as double))
{%- endmacro %}
