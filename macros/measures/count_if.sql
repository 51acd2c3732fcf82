{#-
    1 (SMALLINT, millions of rows have thirty of them) where a condition holds, else null: a measure that
    counts, and nothing where it does not.
-#}
{% macro count_if(condition) -%}
    case when {{ condition }} then cast(1 as smallint) end
{%- endmacro %}
