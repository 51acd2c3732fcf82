{#-
    The folder's schema as it is written, without dbt's prefix of the target schema: analysts
    type `marts.scorecard`, and the published file has the same names as the private store.
-#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
