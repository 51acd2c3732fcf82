{{ config(materialized='view') }}
-- A human contact counts once per milestone that it reaches, each with a date and an owner of its
-- own: its end (for the agent, and for the first agent, from whom an escalation does not launder
-- it), its resolution, its escalation, its service level and the verdict on its repetition. The end
-- stands for the first agent's too, and for the resolution, where agent or instant are the same.
{#- milestone: owner, instant, date (null: not reached), condition beside it. -#}
{%- set milestones = {
    'ended': ('agent_id', 'ended_at', 'ended_on', none),
    'ended_for_first_agent': (
        'first_agent_id', 'ended_at', 'ended_on',
        "contact_type = 'ticket' and first_agent_id is distinct from agent_id",
    ),
    'resolved': (
        'agent_id', 'resolved_at', 'resolved_on',
        "contact_type = 'ticket' and ended_at is distinct from resolved_at",
    ),
    'escalated': ('first_agent_id', 'escalated_at', 'escalated_on', none),
    'service_level_due': (
        'agent_id', 'coalesce(sla_due_at, ended_at)', 'service_level_due_on', none,
    ),
    'repeat_window_over': (
        'agent_id', plus_seconds('ended_at', limit_seconds('repeat_contact_long')),
        'repeat_due_on', none,
    ),
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
            'is_complex', 'is_remote', 'started_at', 'ended_at', 'resolved_at',
            'first_response_at', 'escalated_at', 'is_resolved', 'is_transferred', 'issue_key',
            'purpose', 'has_article', 'filled_field_count', 'is_within_service_level',
            'is_effective', 'is_confirmed', 'is_classified_rightly', 'is_repeated_short',
            'is_repeated_long', 'is_repeated_inquiry', 'is_first_contact_resolved',
            'is_resolved_ticket', 'business_handling_seconds', 'order_ids', 'file_id', 'line',
        ] %}
        {{ column_name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_contact') }}
    where
        is_contact and is_human and {{ date_day }} is not null
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
        or (
            milestone = 'ended' and contact_type = 'ticket'
            and first_agent_id is not distinct from agent_id
        ) as is_end_for_first_agent,
        milestone = 'resolved'
        or (milestone = 'ended' and contact_type = 'ticket' and ended_at = resolved_at)
        as is_resolution
    from milestones

),

events as (

    select
        *,
        contact_type as event_type,
        contact_id as event_id,
        milestone = 'ended' and is_resolved_ticket as counts_for_agent,
        is_end_for_first_agent and is_resolved_ticket as counts_for_first_agent,
        milestone = 'ended' and contact_type = 'conversation' as counts_as_conversation,
        milestone = 'ended' and contact_type = 'call'
        and first_response_at is not null and is_resolved is not null as counts_as_call,
        length(order_ids) - length(replace(order_ids, '|', '')) + 1 as order_count
    from reached

),

final as (

    select
        {{ evidence_key('contact_outcome', [
            'channel', 'contact_type', 'customer_type', 'customer_segment', 'price_band',
            'product_category', 'is_complex', 'is_remote',
        ], segments=['hour_of_day', 'category', 'product_category']) }},
        events.milestone,
        case
            when events.milestone = 'ended' and events.contact_type = 'ticket'
                then {{ seconds_between('events.started_at', 'events.ended_at') }}
        end as handle_seconds,
        case
            when events.milestone = 'ended' then events.business_handling_seconds
        end as business_handle_seconds,
        {{ count_if("events.milestone = 'ended' and events.contact_type = 'ticket'") }}
        as handled_tickets,
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
        {{ count_if('events.counts_as_conversation') }} as ended_conversations,
        {{ count_if('events.counts_as_conversation and events.is_effective') }}
        as effective_conversations,
        {{ count_if('events.counts_as_conversation and events.is_confirmed is not null') }}
        as asked_conversations,
        {{ count_if(
            'events.counts_as_conversation and events.is_effective and events.is_confirmed'
        ) }} as confirmed_conversations,
        {{ count_if('events.counts_as_conversation and events.order_count >= 2') }}
        as multi_order_conversations,
        {{ count_if(
            'events.counts_as_conversation and events.order_count >= 2 and events.is_resolved'
        ) }} as resolved_multi_order_conversations,
        {{ count_if(
            "events.counts_as_conversation and events.purpose = 'presales' "
            ~ "and events.issue_key is not null"
        ) }} as presales_issue_conversations,
        {{ count_if(
            "events.counts_as_conversation and events.purpose = 'presales' "
            ~ "and events.issue_key is not null and events.is_repeated_inquiry"
        ) }} as repeated_presales_conversations,
        {{ count_if('events.counts_as_call') }} as judged_calls,
        {{ count_if(
            'events.counts_as_call and events.is_effective and not events.is_transferred'
        ) }} as first_resolved_calls,
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
        ) }} as timely_escalated_tickets,
        {{ count_if("events.milestone = 'service_level_due'") }} as due_tickets,
        {{ count_if("events.milestone = 'service_level_due' and events.is_within_service_level") }}
        as tickets_within_service_level,
        {{ count_if("events.milestone = 'repeat_window_over'") }} as repeat_due_tickets,
        {{ count_if("events.milestone = 'repeat_window_over' and events.is_repeated_long") }}
        as repeated_tickets_long
    {{ evidence_from(published=true) }}

)

select * from final
