{#-
    The rows of sum_by_segment(), for the company, every team and every agent, still wide: one row per
    entity × month × segment (a number); sums that are zero are null. The agents of a team, and of the
    company, are segments of the kind `agent`.

    relation: those rows. measures: what to sum. Reads the CTEs entities, segments and agent_segments of the
    caller.
-#}
{% macro roll_up_segments(relation, measures) -%}
    {%- set company = "(select entity_key from entities where entity_type = 'company')" -%}
    {%- set views = [
        ('company', company, 'segments', 'true'),
        ('team', 'sums.team_key', 'segments', 'sums.team_key is not null'),
        ('agent', 'sums.agent_key', 'segments', 'sums.agent_key is not null'),
        ('company', company, 'agents', "sums.segment_kind = 'channel'"),
        ('team', 'sums.team_key', 'agents', "sums.segment_kind = 'channel' and sums.team_key is not null"),
    ] -%}
    {%- for entity_type, entity_key, relation_of_segment, condition in views %}
    select
        '{{ entity_type }}' as entity_type,
        {{ entity_key }} as entity_key,
        sums.period_key,
        {{ relation_of_segment }}.segment_key
        {%- for measure in measures %},
        nullif(cast(sum(sums.{{ measure.name }}) as {{ sum_type(measure) }}), 0) as {{ measure.name }}
        {%- endfor %}
    from {{ relation }} as sums
    {%- if relation_of_segment == 'agents' %}
    inner join agent_segments as agents
        on coalesce(sums.agent_key, -1) = agents.agent_key
    {%- else %}
    inner join segments
        on sums.segment_kind = segments.segment_kind and sums.segment = segments.segment
    {%- endif %}
    where {{ condition }}
    group by all
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
