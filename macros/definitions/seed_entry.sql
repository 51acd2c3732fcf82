{#-
    SQL text that names a row of a seed by its key, for messages: `scheme monitoring_004, indicator
    nps`. key: list of columns; empty values are left out.
-#}
{% macro seed_entry(key) -%}
    {%- if not key -%}
        {{ exceptions.raise_compiler_error("seed_entry: name at least one key column.") }}
    {%- endif -%}
    {%- set parts = [] -%}
    {%- for column_name in key -%}
        {%- do parts.append(
            "case when " ~ column_name ~ " is null then '' else ', " ~ column_name
            ~ " ' || cast(" ~ column_name ~ " as varchar) end"
        ) -%}
    {%- endfor -%}
    'row ' || substr({{ parts | join(' || ') }}, 3)
{%- endmacro %}
