{#-
    The rows of sum_by_segment(), for the company, every team and every agent, still wide: one row per
    entity × month × segment_kind × segment (× stratum); sums that are zero are null. The agents of a
    team, and of the company, are segments of the kind `agent`.

    relation: those rows. measures: what to sum. strata: ['stratum_key'], or none. Reads the CTE entities
    of the caller.
-#}
{% macro roll_up_segments(relation, measures, strata) -%}
    {%- set company = "(select entity_key from entities where entity_type = 'company')" -%}
    {%- set views = [
        ('company', company, 'segment_kind', 'segment', 'true'),
        ('team', 'team_key', 'segment_kind', 'segment', 'team_key is not null'),
        ('agent', 'agent_key', 'segment_kind', 'segment', 'agent_key is not null'),
        ('company', company, "'agent'", "coalesce(agents.entity_id, 'unknown')",
            "segment_kind = 'channel'"),
        ('team', 'team_key', "'agent'", "coalesce(agents.entity_id, 'unknown')",
            "segment_kind = 'channel' and team_key is not null"),
    ] -%}
    {%- for entity_type, entity_key, segment_kind, segment, condition in views %}
    select
        '{{ entity_type }}' as entity_type,
        {{ entity_key }} as entity_key,
        period_key,
        {%- for column_name in strata %}
        {{ column_name }},
        {%- endfor %}
        {{ segment_kind }} as segment_kind,
        {{ segment }} as segment
        {%- for measure in measures %},
        nullif(cast(sum({{ measure.name }}) as {{ sum_type(measure) }}), 0) as {{ measure.name }}
        {%- endfor %}
    from {{ relation }}
    {%- if segment_kind == "'agent'" %}
    left join entities as agents
        on {{ relation }}.agent_key = agents.entity_key
    {%- endif %}
    where {{ condition }}
    group by all
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
