{#-
    The type of a measure's sums: exact, so that no order of threads changes a figure. A `weighted` one is
    a product of two numbers of six decimals.
-#}
{% macro sum_type(measure) -%}
    {{ {'count': 'bigint', 'amount': 'decimal(38, 6)', 'weighted': 'decimal(38, 12)'}[measure.kind] }}
{%- endmacro %}
