{#-
    A family's events with what they are segmented by, one row per event: channel, hour_of_day, category
    and product; what has no such attribute is the segment `unknown`.

    measures: the names to keep. Errors: a family without measures stops compilation.
-#}
{% macro segmented_events(family, measures) -%}
    {%- if not measures -%}
        {{ exceptions.raise_compiler_error("segmented_events: " ~ family ~ " has no measures.") }}
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
    select
        coalesce(events.channel, 'unknown') as channel,
        coalesce({{ started_hour }}, 'unknown') as hour_of_day,
        coalesce(segments.category, 'unknown') as category,
        coalesce(segments.product_category, 'unknown') as product,
        dates.month_start,
        dates.threshold_era,
        events.stratum,
        events.team_id,
        events.agent_id
        {%- for measure in measures %},
        events.{{ measure.name }}
        {%- endfor %}
    from {{ ref(family) }} as events
    inner join {{ ref('int_date') }} as dates
        on events.date_day = dates.date_day
    left join {{ ref('int_event_segment') }} as segments
        on
            events.event_type = segments.event_type
            and events.event_id = segments.event_id
    where {{ is_rebuilt('dates.month_start') }} and {{ is_rebuilt('events.date_day') }}
{%- endmacro %}
