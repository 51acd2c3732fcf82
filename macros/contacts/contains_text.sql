{#- Whether a text holds another one, plainly (no pattern). -#}
{% macro contains_text(text, part) -%}
    {{ return(adapter.dispatch('contains_text')(text, part)) }}
{%- endmacro %}


{% macro default__contains_text(text, part) -%}
    contains({{ text }}, {{ part }})
{%- endmacro %}
