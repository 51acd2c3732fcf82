{#- The type of a measure's sums: exact, so that no order of threads changes a figure. -#}
{% macro sum_type(measure) -%}
    {{ 'bigint' if measure.kind == 'count' else 'decimal(38, 6)' }}
{%- endmacro %}
