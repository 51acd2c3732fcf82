{#- The position (from 1) of a stratum's value in a stratum key. Errors: an unknown stratum. -#}
{% macro stratum_part(column_name) -%}
    {%- if column_name not in strata_columns() -%}
        {{ exceptions.raise_compiler_error("Unknown stratum '" ~ column_name ~ "'") }}
    {%- endif -%}
    {{ strata_columns().index(column_name) + 1 }}
{%- endmacro %}
