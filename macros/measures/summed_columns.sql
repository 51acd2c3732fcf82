{#-
    The names of the columns that hold the sums of a family's measures: the measure's own name and,
    where Σ x² is kept, the name with `_squared`.
-#}
{% macro summed_columns(family) -%}
    {%- set names = [] -%}
    {%- for measure in measures_of(family) -%}
        {%- do names.append(measure.name) -%}
        {%- if measure.squared -%}
            {%- do names.append(measure.name ~ '_squared') -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}
