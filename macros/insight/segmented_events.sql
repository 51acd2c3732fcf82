{#-
    A family's events with what they are segmented by, one row per event: channel, hour_of_day (SMALLINT),
    category and product; what has no such attribute is the segment `unknown` (an hour is null). Team,
    agent, month and stratum (with its era) are numbers: they are grouped by many times.

    measures: the names to keep. has_strata: whether thresholds differ by stratum. Reads the CTEs dates,
    entities and strata of the caller. Errors: a family without measures stops compilation.
-#}
{% macro segmented_events(family, measures, has_strata) -%}
    {%- if not measures -%}
        {{ exceptions.raise_compiler_error("segmented_events: " ~ family ~ " has no measures.") }}
    {%- endif -%}
    select
        coalesce(events.channel, 'unknown') as channel,
        events.hour_of_day,
        coalesce(events.category, 'unknown') as category,
        coalesce(events.product_category, 'unknown') as product,
        dates.period_key,
        {%- if has_strata %}
        strata.stratum_key,
        {%- endif %}
        teams.entity_key as team_key,
        agents.entity_key as agent_key
        {%- for measure in measures %},
        events.{{ measure.name }}
        {%- endfor %}
    from {{ ref(family) }} as events
    inner join dates
        on events.date_day = dates.date_day
    left join entities as teams
        on teams.entity_type = 'team' and events.team_id = teams.entity_id
    left join entities as agents
        on agents.entity_type = 'agent' and events.agent_id = agents.entity_id
    {%- if has_strata %}
    left join strata
        on events.stratum = strata.stratum and dates.threshold_era = strata.threshold_era
    {%- endif %}
    where {{ is_in_rebuilt_period('events.date_day') }}
{%- endmacro %}
