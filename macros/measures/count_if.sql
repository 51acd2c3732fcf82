{#- 1 where a condition holds, else null: a measure that counts, and nothing where it does not. -#}
{% macro count_if(condition) -%}
    case when {{ condition }} then 1 end
{%- endmacro %}
