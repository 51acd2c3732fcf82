{#-
    The columns excellent_edge_at, good_edge_at, qualified_edge_at, to_improve_edge_at and
    threshold_step of a threshold: where its bands begin, an explicit edge before the rule, and the
    width of a step (a quarter of a range).

    relation: alias of a relation with target, baseline, excellent_edge, good_edge, qualified_edge,
    to_improve_edge, range_low, range_high. direction, natural_limit: SQL expressions.
-#}
{% macro threshold_edges(relation, direction, natural_limit) -%}
    {%- do require_expressions('threshold_edges', {
        'relation': relation, 'direction': direction, 'natural_limit': natural_limit,
    }) -%}
    {%- set target = relation ~ '.target' -%}
    {%- set baseline = relation ~ '.baseline' -%}
    coalesce(
            {{ relation }}.excellent_edge,
            {{ excellent_edge(target, baseline, direction, natural_limit) }}
        ) as excellent_edge_at,
        coalesce({{ relation }}.good_edge, {{ target }}) as good_edge_at,
        coalesce({{ relation }}.qualified_edge, {{ baseline }}) as qualified_edge_at,
        coalesce(
            {{ relation }}.to_improve_edge,
            {{ to_improve_edge(target, baseline, direction) }}
        ) as to_improve_edge_at,
        coalesce(
            abs({{ target }} - {{ baseline }}),
            ({{ relation }}.range_high - {{ relation }}.range_low) / 4
        ) as threshold_step
{%- endmacro %}
