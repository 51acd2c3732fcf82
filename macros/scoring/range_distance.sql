{#-
    How far a value lies outside a range, in steps of a quarter of the range's width; 0 inside.
    All arguments are SQL expressions.
-#}
{% macro range_distance(value, low, high) -%}
    {%- do require_expressions('range_distance', {'value': value, 'low': low, 'high': high}) -%}
    greatest({{ low }} - {{ value }}, {{ value }} - {{ high }}, 0)
    / nullif(({{ high }} - {{ low }}) / 4, 0)
{%- endmacro %}
