{#-
    A family's events, summed by month, threshold era, stratum, team, agent, segment_kind and segment.
    Segment kinds are channel, hour_of_day, category and product; what has no such attribute is the
    segment `unknown`. Few rows are left, from which roll_up_segments() makes the rest.

    measures: the names to sum. Errors: a family without measures stops compilation.
-#}
{% macro sum_by_segment(family, measures) -%}
    {%- if not measures -%}
        {{ exceptions.raise_compiler_error("sum_by_segment: " ~ family ~ " has no measures.") }}
    {%- endif -%}
    {%- set started_hour -%}
        lpad(
            cast(
                coalesce(
                    segments.hour_of_day, extract(hour from {{ local_time('events.event_at') }})
                ) as varchar
            ),
            2,
            '0'
        )
    {%- endset -%}
    {%- set kinds = {
        'channel': 'events.channel',
        'hour_of_day': started_hour,
        'category': 'segments.category',
        'product': 'segments.product_category',
    } -%}
    select
        case
            {%- for kind in kinds %}
            when grouping({{ kind }}) = 0 then '{{ kind }}'
            {%- endfor %}
        end as segment_kind,
        case
            {%- for kind in kinds %}
            when grouping({{ kind }}) = 0 then {{ kind }}
            {%- endfor %}
        end as segment,
        month_start,
        threshold_era,
        stratum,
        team_id,
        agent_id
        {%- for name in measures %},
        cast(sum({{ name }}) as decimal(38, 6)) as {{ name }}
        {%- endfor %}
    from (
        select
            {%- for kind, expression in kinds.items() %}
            coalesce({{ expression }}, 'unknown') as {{ kind }},
            {%- endfor %}
            dates.month_start,
            dates.threshold_era,
            events.stratum,
            events.team_id,
            events.agent_id
            {%- for name in measures %},
            events.{{ name }}
            {%- endfor %}
        from {{ ref(family) }} as events
        inner join {{ ref('int_date') }} as dates
            on events.date_day = dates.date_day
        left join {{ ref('int_event_segment') }} as segments
            on
                events.event_type = segments.event_type
                and events.event_id = segments.event_id
        where {{ is_rebuilt('dates.month_start') }} and {{ is_rebuilt('events.date_day') }}
    ) as segmented
    group by grouping sets (
        {%- for kind in kinds %}
        (month_start, threshold_era, stratum, team_id, agent_id, {{ kind }})
        {{- ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
