{#-
    A time limit of the indicator definitions, in seconds, by its name in the variable
    `limit_seconds` of dbt_project.yml. Errors: an unknown name stops compilation.
-#}
{% macro limit_seconds(name) -%}
    {%- set limits = var('limit_seconds') -%}
    {%- if name not in limits -%}
        {{ exceptions.raise_compiler_error(
            "Unknown time limit '" ~ name ~ "'. Known: " ~ limits.keys() | sort | join(', ')
            ~ ". Add it to vars.limit_seconds in dbt_project.yml."
        ) }}
    {%- endif -%}
    {{ limits[name] }}
{%- endmacro %}
