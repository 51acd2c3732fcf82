{#-
    Score from 5 to 1 of a value against the threshold of its row: its range where it has one, else
    its edges (columns of threshold_edges).

    relation: alias of the relation. value, direction: SQL expressions. method: `bands` (whole
    scores) or `linear`. Errors: any other method stops compilation.
-#}
{% macro threshold_score(relation, value, direction, method) -%}
    {%- if method not in ('bands', 'linear') -%}
        {{ exceptions.raise_compiler_error(
            "threshold_score: the method is bands or linear, not '" ~ method ~ "'."
        ) }}
    {%- endif -%}
    {%- set edges = [
        relation ~ '.excellent_edge_at', relation ~ '.good_edge_at',
        relation ~ '.qualified_edge_at', relation ~ '.to_improve_edge_at',
    ] -%}
    coalesce(
            {{ range_score(
                value, relation ~ '.range_low', relation ~ '.range_high', method
            ) }},
            {% if method == 'bands' -%}
            {{ band_score(value, direction, *edges) }}
            {%- else -%}
            {{ linear_score(value, direction, *edges, step=relation ~ '.threshold_step') }}
            {%- endif %}
        )
{%- endmacro %}
