{#- Whole days from one date to another; negative when the second is earlier. SQL expressions. -#}
{% macro days_between(first, last) -%}
    {{ return(adapter.dispatch('days_between')(first, last)) }}
{%- endmacro %}


{% macro default__days_between(first, last) -%}
    ({{ last }} - {{ first }})
{%- endmacro %}


{% macro spark__days_between(first, last) -%}
    datediff({{ last }}, {{ first }})
{%- endmacro %}
