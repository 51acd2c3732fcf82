{#- The kinds of entities that figures are rolled up to. -#}
{% macro entity_types() -%}
    {{ return(['company', 'role', 'team', 'agent', 'channel', 'contact_type']) }}
{%- endmacro %}
