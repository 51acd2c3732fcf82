{#-
    The rows of sum_by_segment(), for the company, every team and every agent, still wide: one row per
    entity × month × segment (a number); sums that are zero are null. The agents of a team, and of the
    company, are segments of the kind `agent`.

    relation: those rows. measures: what to sum. Reads the CTEs entities, segments and agent_segments of the
    caller.
-#}
{% macro roll_up_segments(relation, measures) -%}
    {#- Whose segments are seen by whom. -#}
    {%- set views = {
        'segments': ['company', 'team', 'agent'],
        'agent_segments': ['company', 'team'],
    } -%}
    select
        entity_type,
        entity_key,
        period_key,
        segment_key
        {%- for measure in measures %},
        nullif(cast(sum({{ measure.name }}) as {{ sum_type(measure) }}), 0) as {{ measure.name }}
        {%- endfor %}
    from (
        {%- for segments, entity_types in views.items() %}
        select
            levels.entity_type,
            case levels.entity_type
                when 'company' then (select entity_key from entities where entity_type = 'company')
                when 'team' then sums.team_key
                when 'agent' then sums.agent_key
            end as entity_key,
            sums.period_key,
            {{ segments }}.segment_key
            {%- for measure in measures %},
            sums.{{ measure.name }}
            {%- endfor %}
        from {{ relation }} as sums
        {%- if segments == 'agent_segments' %}
        inner join agent_segments
            on
                coalesce(sums.agent_key, -1) = agent_segments.agent_key
                and sums.segment_kind = 'channel'
        {%- else %}
        inner join segments
            on sums.segment_kind = segments.segment_kind and sums.segment = segments.segment
        {%- endif %}
        cross join (values ('{{ entity_types | join("'), ('") }}')) as levels (entity_type)
        {%- if not loop.last %}
        union all
        {%- endif %}
        {%- endfor %}
    ) as seen
    where entity_key is not null
    group by entity_type, entity_key, period_key, segment_key
{%- endmacro %}
