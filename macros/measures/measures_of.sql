{#-
    The measures of an event family, as its yml declares them: a list of dicts {name, kind,
    squared}. A measure is a column of evidence.<family> with `config.meta.measure`: `count`
    (an integer) or `amount` (a decimal); `squared: true` keeps Σ x² as well.
    Errors: a family without measures stops compilation.
-#}
{% macro measures_of(family) -%}
    {%- set measures = [] -%}
    {%- if execute -%}
        {%- set node = graph.nodes['model.' ~ project_name ~ '.' ~ family] -%}
        {%- for column in node.columns.values() -%}
            {%- set meta = column.config.meta if column.config and column.config.meta else column.meta -%}
            {%- if meta.measure -%}
                {%- if meta.measure not in ('count', 'amount') -%}
                    {{ exceptions.raise_compiler_error(
                        "Measure " ~ family ~ "." ~ column.name ~ " is of kind '" ~ meta.measure
                        ~ "': use count or amount."
                    ) }}
                {%- endif -%}
                {%- do measures.append({
                    'name': column.name,
                    'kind': meta.measure,
                    'squared': meta.squared | default(false),
                }) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if not measures -%}
            {{ exceptions.raise_compiler_error(
                "Event family " ~ family ~ " declares no measure: mark its measure columns with "
                ~ "config.meta.measure in its yml."
            ) }}
        {%- endif -%}
    {%- endif -%}
    {{ return(measures) }}
{%- endmacro %}
