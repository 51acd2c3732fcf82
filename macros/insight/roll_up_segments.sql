{#-
    The rows of sum_by_segment(), for the company, every team and every agent, still wide: one row per
    entity_type × entity_id × month_start × segment_kind × segment (× strata); sums that are zero are
    null. The agents of a team, and of the company, are segments of the kind `agent`.

    relation: those rows. measures: what to sum. strata: the columns that thresholds differ by, or none.
-#}
{% macro roll_up_segments(relation, measures, strata) -%}
    {%- set views = [
        ('company', "'company'", 'segment_kind', 'segment', 'true'),
        ('team', 'team_id', 'segment_kind', 'segment', 'team_id is not null'),
        ('agent', 'agent_id', 'segment_kind', 'segment', 'agent_id is not null'),
        ('company', "'company'", "'agent'", "coalesce(agent_id, 'unknown')",
            "segment_kind = 'channel'"),
        ('team', 'team_id', "'agent'", "coalesce(agent_id, 'unknown')",
            "segment_kind = 'channel' and team_id is not null"),
    ] -%}
    {%- for entity_type, entity_id, segment_kind, segment, condition in views %}
    select
        '{{ entity_type }}' as entity_type,
        {{ entity_id }} as entity_id,
        month_start,
        {%- for column_name in strata %}
        {{ column_name }},
        {%- endfor %}
        {{ segment_kind }} as segment_kind,
        {{ segment }} as segment
        {%- for measure in measures %},
        nullif(cast(sum({{ measure.name }}) as {{ sum_type(measure) }}), 0) as {{ measure.name }}
        {%- endfor %}
    from {{ relation }}
    where {{ condition }}
    group by all
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
