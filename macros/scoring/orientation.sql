{#-
    1 where more is better, -1 where less is: multiplied by it, a better value is always a greater
    one, and one comparison serves both directions. direction: SQL expression {lower, higher, …}.
-#}
{% macro orientation(direction) -%}
    {%- do require_expressions('orientation', {'direction': direction}) -%}
    case when {{ direction }} = 'lower' then -1 else 1 end
{%- endmacro %}
