{{ config(materialized='view') }}
-- A human's ticket counts once per milestone that it reaches, each with a date and an owner of its own:
-- its end (for the agent, and for the first agent, from whom an escalation does not launder it), its
-- resolution and its escalation. The end stands for the first agent's too, and for the resolution, where
-- agent or instant are the same.
{#- milestone: owner, instant, date (null: not reached), condition beside it. -#}
{%- set milestones = {
    'ended': ('agent_id', 'ended_at', 'ended_on', none),
    'ended_for_first_agent': (
        'first_agent_id', 'ended_at', 'ended_on',
        'first_agent_id is distinct from agent_id '
        ~ 'and (is_resolved_ticket or is_classified_rightly is not null)',
    ),
    'resolved': (
        'agent_id', 'resolved_at', 'resolved_on', 'ended_at is distinct from resolved_at',
    ),
    'escalated': ('first_agent_id', 'escalated_at', 'escalated_on', none),
} %}

-- Each milestone reads the contacts for itself, for those of its own dates.
with milestones as (

    {%- for milestone, (owner, instant, date_day, condition) in milestones.items() %}
    select
        '{{ milestone }}' as milestone,
        {{ owner }}{{ ' as agent_id' if owner != 'agent_id' }},
        {{ instant }} as event_at,
        {{ date_day }} as date_day,
        {%- for column_name in [
            'first_agent_id', 'contact_type', 'contact_id', 'channel', 'first_order_at',
            'customer_segment', 'price_band', 'product_category', 'category', 'hour_of_day',
            'is_complex', 'is_remote', 'started_at', 'ended_at', 'resolved_at', 'escalated_at',
            'issue_key', 'has_article', 'filled_field_count', 'is_confirmed',
            'is_classified_rightly', 'is_repeated_short', 'is_first_contact_resolved',
            'is_resolved_ticket', 'business_handling_seconds', 'file_id', 'line',
        ] %}
        {{ column_name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_contact') }}
    where
        contact_type = 'ticket' and is_contact and is_human and {{ date_day }} is not null
        {{- ' and ' ~ condition if condition }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

reached as (

    select
        *,
        milestone = 'ended_for_first_agent'
        or (milestone = 'ended' and first_agent_id is not distinct from agent_id)
        as is_end_for_first_agent,
        milestone = 'resolved' or (milestone = 'ended' and ended_at = resolved_at) as is_resolution
    from milestones

),

events as (

    select
        *,
        contact_type as event_type,
        contact_id as event_id,
        milestone = 'ended' and is_resolved_ticket as counts_for_agent,
        is_end_for_first_agent and is_resolved_ticket as counts_for_first_agent
    from reached

),

final as (

    select
        {{ evidence_key('ticket_outcome', contact_strata(), segments=contact_segments()) }},
        events.milestone,
        case
            when events.milestone = 'ended'
                then {{ seconds_between('events.started_at', 'events.ended_at') }}
        end as handle_seconds,
        case
            when events.milestone = 'ended' then events.business_handling_seconds
        end as business_handle_seconds,
        {{ count_if("events.milestone = 'ended'") }} as handled_tickets,
        {{ count_if('events.counts_for_agent') }} as resolved_tickets,
        {{ count_if('events.counts_for_agent and events.has_article') }}
        as article_tickets,
        {{ count_if('events.counts_for_agent and events.issue_key is not null') }}
        as issue_tickets,
        {{ count_if(
            'events.counts_for_agent and events.issue_key is not null '
            ~ 'and events.is_repeated_short'
        ) }} as repeated_tickets_short,
        case when events.counts_for_agent then events.filled_field_count end as filled_fields,
        case when events.counts_for_agent then 4 end as required_fields,
        {{ count_if('events.counts_for_first_agent') }} as first_agent_tickets,
        {{ count_if('events.counts_for_first_agent and events.is_first_contact_resolved') }}
        as first_contact_resolved_tickets,
        {{ count_if('events.counts_for_first_agent and events.escalated_at is null') }}
        as frontline_resolved_tickets,
        {{ count_if('events.counts_for_first_agent and events.is_confirmed is not null') }}
        as asked_tickets,
        {{ count_if(
            'events.counts_for_first_agent and events.is_first_contact_resolved '
            ~ 'and events.is_confirmed'
        ) }} as confirmed_first_resolved_tickets,
        {{ count_if('events.is_end_for_first_agent and events.is_classified_rightly is not null') }}
        as classified_tickets,
        {{ count_if('events.is_end_for_first_agent and events.is_classified_rightly') }}
        as rightly_classified_tickets,
        case
            when events.is_resolution
                then {{ seconds_between('events.started_at', 'events.resolved_at') }}
        end as resolution_seconds,
        {{ count_if('events.is_resolution') }} as resolution_tickets,
        {{ count_if("events.milestone = 'escalated'") }} as escalated_tickets,
        {{ count_if(
            "events.milestone = 'escalated' and events.escalated_at <= "
            ~ plus_seconds('events.started_at', limit_seconds('escalation'))
        ) }} as timely_escalated_tickets
    {{ evidence_from(published=true) }}

)

select * from final
