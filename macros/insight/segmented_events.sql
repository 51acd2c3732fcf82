{#-
    A family's events with what they are segmented by, one row per event: channel, hour_of_day (SMALLINT),
    category and product; what has no such attribute is the segment `unknown` (an hour is null). Team,
    agent and month are numbers: they are grouped by many times.

    measures: the names to keep. judged: what is judged by thresholds that differ (judged_parts()): each
    event is held against its own, beside its measures. Reads the CTEs dates, entities and edges of the
    caller. Errors: a family without measures stops compilation.
-#}
{% macro segmented_events(family, measures, judged) -%}
    {%- if not measures -%}
        {{ exceptions.raise_compiler_error("segmented_events: " ~ family ~ " has no measures.") }}
    {%- endif -%}
    select
        coalesce(events.channel, 'unknown') as channel,
        events.hour_of_day,
        coalesce(events.category, 'unknown') as category,
        coalesce(events.product_category, 'unknown') as product,
        dates.period_key,
        teams.entity_key as team_key,
        agents.entity_key as agent_key
        {%- for measure in measures %},
        events.{{ measure.name }}
        {%- endfor %}
        {%- for part in judged %},
        {{ part.expression }} as {{ part.name }}
        {%- endfor %}
    from {{ ref(family) }} as events
    inner join dates
        on events.date_day = dates.date_day
    left join entities as teams
        on teams.entity_type = 'team' and events.team_id = teams.entity_id
    left join entities as agents
        on agents.entity_type = 'agent' and events.agent_id = agents.entity_id
    {%- if judged %}
    left join edges
        on events.stratum = edges.stratum and dates.threshold_era = edges.threshold_era
    {%- endif %}
    where {{ is_in_rebuilt_period('events.date_day') }}
{%- endmacro %}


{#-
    What an indicator with several thresholds needs of a family's events beside its measures, as measures
    of their own: {name, kind, expression, edge}. Of every edge that can be missed Σ denominator × edge,
    and the denominators that have an edge at all. The caller's CTE edges holds a column
    `<indicator>_<edge>` for each.
-#}
{% macro judged_parts(indicator, family) -%}
    {%- set parts = [] -%}
    {%- if not indicator.has_one_threshold and family.denominator -%}
        {%- set edges = missed_edges(indicator) -%}
        {%- do parts.append({
            'name': indicator.indicator ~ '_edge_denominator',
            'kind': 'amount',
            'expression': 'case when edges.' ~ indicator.indicator ~ '_' ~ edges[0]
                ~ ' is not null then ' ~ family.denominator ~ ' end',
        }) -%}
        {%- for edge in edges -%}
            {%- do parts.append({
                'name': indicator.indicator ~ '_' ~ edge ~ '_sum',
                'kind': 'weighted',
                'expression': 'edges.' ~ indicator.indicator ~ '_' ~ edge
                    ~ ' * cast(' ~ family.denominator ~ ' as decimal(22, 6))',
            }) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(parts) }}
{%- endmacro %}


{#- The edges that an indicator can miss: its target, or the two ends of its range. -#}
{% macro missed_edges(indicator) -%}
    {{ return(['target'] if indicator.direction in ['lower', 'higher'] else ['range_low', 'range_high']) }}
{%- endmacro %}
