{#-
    A number of the seed insight_parameters as a scalar subquery. name: the parameter; the seed's
    tests know which must be there. Errors: anything but a plain lower-case name stops compilation.
-#}
{% macro insight_parameter(name) -%}
    {%- if not modules.re.match('^[a-z_]+$', name) -%}
        {{ exceptions.raise_compiler_error(
            "Not the name of an insight parameter: '" ~ name ~ "'"
        ) }}
    {%- endif -%}
    (select value from {{ ref('insight_parameters') }} where parameter = '{{ name }}')
{%- endmacro %}


{#-
    The same number when a model is compiled, for what has to stand in its SQL as a literal (a scan skips
    by literals only); 0 while dbt parses.
-#}
{% macro insight_number(name) -%}
    {#- Named before dbt only parses: the seed must be there when the model is compiled. -#}
    {%- set query = 'select ' ~ insight_parameter(name) -%}
    {{ return(run_query(query).rows[0][0] if execute else 0) }}
{%- endmacro %}
