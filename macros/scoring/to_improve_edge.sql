{#-
    Where the band failing begins: more than two steps (|target − baseline|) on the bad side of the
    baseline. All arguments are SQL expressions.
-#}
{% macro to_improve_edge(target, baseline, direction) -%}
    {%- do require_expressions('to_improve_edge', {
        'target': target, 'baseline': baseline, 'direction': direction,
    }) -%}
    {{ baseline }} - ({{ orientation(direction) }}) * 2 * abs({{ target }} - {{ baseline }})
{%- endmacro %}
