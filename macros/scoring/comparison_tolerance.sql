{#-
    How far a computed value may miss an edge and still count as reaching it: quotients are binary
    fractions, and 85 % of 20 must reach 85.
-#}
{% macro comparison_tolerance() -%}
    1e-9
{%- endmacro %}
