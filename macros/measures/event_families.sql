{#- The names of all event families: the models in models/intermediate/evidence. -#}
{% macro event_families() -%}
    {{ return(var('event_families')) }}
{%- endmacro %}
