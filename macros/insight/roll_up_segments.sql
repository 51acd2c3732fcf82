{#-
    The rows of sum_by_segment(), for the company, every team and every agent, still wide: one row per
    entity × month × segment (a number); sums that are zero are null. The agents of a team, and of the
    company, are segments of the kind `agent`.

    relation: those rows. measures: what to sum. Reads the CTEs entities, segments and agent_segments of the
    caller.
-#}
{% macro roll_up_segments(relation, measures) -%}
    {%- set entity_key -%}
        case levels.entity_type
                when 'company' then (select entity_key from entities where entity_type = 'company')
                when 'team' then sums.team_key
                when 'agent' then sums.agent_key
            end
    {%- endset -%}
    select
        entity_type,
        entity_key,
        period_key,
        segment_key
        {%- for measure in measures %},
        nullif(cast(sum({{ measure.name }}) as {{ sum_type(measure) }}), 0) as {{ measure.name }}
        {%- endfor %}
    from (
        select
            levels.entity_type,
            {{ entity_key }} as entity_key,
            sums.period_key,
            segments.segment_key
            {%- for measure in measures %},
            sums.{{ measure.name }}
            {%- endfor %}
        from {{ relation }} as sums
        inner join segments
            on sums.segment_kind = segments.segment_kind and sums.segment = segments.segment
        cross join (values ('company'), ('team'), ('agent')) as levels (entity_type)
        union all
        select
            levels.entity_type,
            {{ entity_key }} as entity_key,
            sums.period_key,
            agents.segment_key
            {%- for measure in measures %},
            sums.{{ measure.name }}
            {%- endfor %}
        from {{ relation }} as sums
        inner join agent_segments as agents
            on coalesce(sums.agent_key, -1) = agents.agent_key
        cross join (values ('company'), ('team')) as levels (entity_type)
        where sums.segment_kind = 'channel'
    ) as seen
    where entity_key is not null
    group by entity_type, entity_key, period_key, segment_key
{%- endmacro %}
