{#-
    The file that a relation lies in, by its schema: staging and steps on the way lie in the private
    file where there is one, everything else in the file that will be published.
-#}
{% macro generate_database_name(custom_database_name, node) -%}
    {%- if node is not none and node.config.schema in ['staging', 'intermediate'] -%}
        {{ env_var('WAREHOUSE_PRIVATE_DATABASE', target.database) }}
    {%- else -%}
        {{ target.database }}
    {%- endif -%}
{%- endmacro %}
