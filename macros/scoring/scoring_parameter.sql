{#-
    A number of the seed scoring_parameters as a scalar subquery. name: the parameter.
    Errors: a name that scoring does not know stops compilation.
-#}
{% macro scoring_parameter(name) -%}
    {%- if name not in scoring_parameter_names() -%}
        {{ exceptions.raise_compiler_error(
            "Unknown scoring parameter '" ~ name ~ "'. Known: "
            ~ scoring_parameter_names() | join(', ') ~ "."
        ) }}
    {%- endif -%}
    (select value from {{ ref('scoring_parameters') }} where parameter = '{{ name }}')
{%- endmacro %}
