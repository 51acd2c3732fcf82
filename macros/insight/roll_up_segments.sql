{#-
    A family's events, summed by month and segment: one row per entity_type × entity_id (company,
    team, agent) × month_start × threshold_era × stratum × segment_kind × segment × measure
    (`family.name`), value DECIMAL(38,6). Segment kinds: channel, hour_of_day, category, product and
    (of a team or the company) agent; what has no such attribute is the segment `unknown`.

    measures: the names to sum, as the seed indicator_terms has them after the dot. The events are
    first brought together by every key, so that the grouping sets run over few rows.
    Errors: a family without measures stops compilation.
-#}
{% macro roll_up_segments(family, measures) -%}
    {%- if not measures -%}
        {{ exceptions.raise_compiler_error("roll_up_segments: " ~ family ~ " has no measures.") }}
    {%- endif -%}
    {%- set kinds = ['channel', 'hour_of_day', 'category', 'product', 'agent'] -%}
    {%- set columns = {'agent': 'agent_id'} -%}
    select
        entity_type,
        entity_id,
        month_start,
        threshold_era,
        stratum,
        segment_kind,
        coalesce(segment, 'unknown') as segment,
        '{{ family }}.' || measure as measure,
        value
    from (
        select
            case
                when grouping(team_id) = 0 then 'team'
                when grouping(owner_id) = 0 then 'agent'
                else 'company'
            end as entity_type,
            case
                when grouping(team_id) = 0 then team_id
                when grouping(owner_id) = 0 then owner_id
                else 'company'
            end as entity_id,
            month_start,
            threshold_era,
            stratum,
            case
                {%- for kind in kinds %}
                when grouping({{ columns.get(kind, kind) }}) = 0 then '{{ kind }}'
                {%- endfor %}
            end as segment_kind,
            case
                {%- for kind in kinds %}
                when grouping({{ columns.get(kind, kind) }}) = 0
                    then {{ columns.get(kind, kind) }}
                {%- endfor %}
            end as segment
            {%- for name in measures %},
            nullif(cast(sum({{ name }}) as decimal(38, 6)), 0) as {{ name }}
            {%- endfor %}
        from (
            select
                dates.month_start,
                dates.threshold_era,
                events.stratum,
                events.team_id,
                events.agent_id,
                events.agent_id as owner_id,
                events.channel,
                lpad(
                    cast(
                        coalesce(
                            segments.hour_of_day,
                            extract(hour from {{ local_time('events.event_at') }})
                        ) as varchar
                    ),
                    2,
                    '0'
                ) as hour_of_day,
                segments.category,
                segments.product_category as product
                {%- for name in measures %},
                sum(events.{{ name }}) as {{ name }}
                {%- endfor %}
            from {{ ref(family) }} as events
            inner join {{ ref('int_date') }} as dates
                on events.date_day = dates.date_day
            left join {{ ref('int_event_segment') }} as segments
                on
                    events.event_type = segments.event_type
                    and events.event_id = segments.event_id
            group by all
        ) as by_key
        group by grouping sets (
            {%- for kind in kinds %}
            (month_start, threshold_era, stratum, {{ columns.get(kind, kind) }}),
            (month_start, threshold_era, stratum, team_id, {{ columns.get(kind, kind) }})
            {%- if kind != 'agent' %},
            (month_start, threshold_era, stratum, owner_id, {{ kind }}){{ ',' }}
            {%- endif %}
            {%- endfor %}
        )
    ) as rolled_up
    unpivot (value for measure in ({{ measures | join(', ') }}))
    where entity_id is not null
{%- endmacro %}
