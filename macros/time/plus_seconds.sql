{#- An instant, a whole number of seconds (an integer or a column) later. -#}
{% macro plus_seconds(instant, seconds) -%}
    {{ return(adapter.dispatch('plus_seconds')(instant, seconds)) }}
{%- endmacro %}


{% macro default__plus_seconds(instant, seconds) -%}
    ({{ instant }} + to_seconds({{ seconds }}))
{%- endmacro %}


{% macro spark__plus_seconds(instant, seconds) -%}
    ({{ instant }} + make_dt_interval(0, 0, 0, {{ seconds }}))
{%- endmacro %}
