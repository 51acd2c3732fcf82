{#-
    The rows of sum_by_segment(), for the company, every team and every agent: one row per entity_type
    × entity_id × month_start × threshold_era × stratum × segment_kind × segment × measure
    (`family.name`), value DECIMAL(38,6). The agents of a team, and of the company, are segments of
    the kind `agent`.

    relation: those rows. family, measures: what they are the sums of.
-#}
{% macro roll_up_segments(relation, family, measures) -%}
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
        entity_type,
        entity_id,
        month_start,
        threshold_era,
        stratum,
        segment_kind,
        segment,
        '{{ family }}.' || measure as measure,
        value
    from (
        select
            '{{ entity_type }}' as entity_type,
            {{ entity_id }} as entity_id,
            month_start,
            threshold_era,
            stratum,
            {{ segment_kind }} as segment_kind,
            {{ segment }} as segment
            {%- for name in measures %},
            nullif(cast(sum({{ name }}) as decimal(38, 6)), 0) as {{ name }}
            {%- endfor %}
        from {{ relation }}
        where {{ condition }}
        group by all
    ) as rolled_up
    unpivot (value for measure in ({{ measures | join(', ') }}))
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
