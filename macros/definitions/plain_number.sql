{#- A number as text without the zeros that its type adds: 99, not 99.000000. -#}
{% macro plain_number(value) -%}
    regexp_replace(cast({{ value }} as varchar), '[.]?0+$', '')
{%- endmacro %}
