{#-
    `from events` with the two joins that evidence_key() reads: `owner`, the agent's team and role
    in force on the event's date, and `event_date`, the date's season and day type. Neither can
    multiply rows: periods of an agent do not overlap, a date stands once. Only the dates that this run
    rebuilds. published: whether the family is a view, which can
    read nothing but what is published.
-#}
{% macro evidence_from(events='events', published=false) -%}
    from {{ events }} as events
    left join {{ ref('dim_agent') if published else ref('int_agent_period') }} as owner
        on
            events.agent_id = owner.agent_id
            and events.date_day >= owner.valid_from
            and events.date_day < owner.valid_to
    left join {{ ref('dim_date') if published else ref('int_date') }} as event_date
        on events.date_day = event_date.date_day
    where {{ is_rebuilt('events.date_day') }}
{%- endmacro %}
