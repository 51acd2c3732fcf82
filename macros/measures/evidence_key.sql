{#-
    The columns that every evidence table begins with, for the rows of the CTE `events` joined by
    evidence_from(): what happened (event_type, event_id, event_at), when and to whom it counts
    (date_day, agent_id, team_id, role, channel, contact_type), its stratum, what else explains a
    shortfall (hour_of_day, category, product_category), and the line of the export (file_id, line).

    family: the event family. strata: the strata that `events` carries as columns, beside role,
    season and day_type, which come from the owner and the date; customer_type is decided at event_at
    from events.first_order_at. team_from: 'owner' (team and role in force on the date) or 'events'
    (columns team_id and role of `events`). segments: those of hour_of_day, category and product_category
    that `events` carries as columns; what belongs to a contact has the contact's. Without one the hour is
    that of event_at, in the business time zone, and the others are null.
-#}
{% macro evidence_key(family, strata=[], team_from='owner', segments=[]) -%}
    {%- if team_from not in ('owner', 'events') -%}
        {{ exceptions.raise_compiler_error("team_from is owner or events, not " ~ team_from) }}
    {%- endif -%}
    {%- set unknown = "case when events.agent_id is not null then 'unknown' end" -%}
    {%- set expressions = {
        'role': 'events.role' if team_from == 'events' else 'coalesce(owner.role, ' ~ unknown ~ ')',
        'season': "coalesce(event_date.season, 'normal')",
        'day_type': "coalesce(event_date.day_type, 'normal')",
    } -%}
    {%- for column_name in strata -%}
        {%- if column_name == 'customer_type' -%}
            {%- do expressions.update({
                'customer_type':
                    "case when events.first_order_at < events.event_at then 'returning' else 'new' end"
            }) -%}
        {%- else -%}
            {%- do expressions.update({column_name: 'events.' ~ column_name}) -%}
        {%- endif -%}
    {%- endfor -%}
    events.event_type,
        events.event_id,
        events.event_at,
        events.date_day,
        events.agent_id,
        {% if team_from == 'events' -%}
        events.team_id,
        events.role,
        {%- else -%}
        coalesce(owner.team_id, {{ unknown }}) as team_id,
        coalesce(owner.role, {{ unknown }}) as role,
        {%- endif %}
        {{ 'events.channel' if 'channel' in strata else 'cast(null as varchar)' }} as channel,
        {{ 'events.contact_type' if 'contact_type' in strata else 'cast(null as varchar)' }}
        as contact_type,
        {{ stratum_key(family, expressions) }} as stratum,
        {%- set hour = 'extract(hour from ' ~ local_time('events.event_at') ~ ')' %}
        cast(
            {{ 'coalesce(events.hour_of_day, ' ~ hour ~ ')' if 'hour_of_day' in segments else hour }}
            as smallint
        ) as hour_of_day,
        {%- for column_name in ['category', 'product_category'] %}
        {{ 'events.' ~ column_name if column_name in segments else 'cast(null as varchar)' }}
        as {{ column_name }},
        {%- endfor %}
        events.file_id,
        events.line
{%- endmacro %}
