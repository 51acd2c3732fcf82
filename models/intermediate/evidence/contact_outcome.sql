-- A human contact counts once per milestone that it reaches, each with a date and an owner of its
-- own: its end (for the agent, and for the first agent, from whom an escalation does not launder
-- it), its resolution, its escalation, its service level and the verdict on its repetition.
with outcomes as (

    select * from {{ ref('int_contact_outcome') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

milestones as (

    select
        'ended' as milestone,
        contact_type,
        contact_id,
        agent_id,
        ended_at as event_at
    from outcomes
    where ended_at is not null
    union all
    select
        'ended_for_first_agent' as milestone,
        contact_type,
        contact_id,
        first_agent_id as agent_id,
        ended_at as event_at
    from outcomes
    where contact_type = 'ticket' and ended_at is not null
    union all
    select
        'resolved' as milestone,
        contact_type,
        contact_id,
        agent_id,
        resolved_at as event_at
    from outcomes
    where contact_type = 'ticket' and resolved_at is not null
    union all
    select
        'escalated' as milestone,
        contact_type,
        contact_id,
        first_agent_id as agent_id,
        escalated_at as event_at
    from outcomes
    where contact_type = 'ticket' and escalated_at is not null
    union all
    -- Overdue is strict: due at the as-of instant is not yet late.
    select
        'service_level_due' as milestone,
        outcomes.contact_type,
        outcomes.contact_id,
        outcomes.agent_id,
        coalesce(outcomes.sla_due_at, outcomes.ended_at) as event_at
    from outcomes
    cross join as_of
    where
        outcomes.contact_type = 'ticket'
        and (
            outcomes.sla_met is not null
            or (
                outcomes.sla_due_at is not null
                and (outcomes.ended_at is not null or outcomes.sla_due_at < as_of.as_of)
            )
        )
    union all
    select
        'repeat_window_over' as milestone,
        outcomes.contact_type,
        outcomes.contact_id,
        outcomes.agent_id,
        {{ plus_seconds('outcomes.ended_at', limit_seconds('repeat_contact_long')) }} as event_at
    from outcomes
    cross join as_of
    where
        outcomes.is_resolved_ticket
        and outcomes.issue_key is not null
        and {{ plus_seconds('outcomes.ended_at', limit_seconds('repeat_contact_long')) }}
        <= as_of.as_of

),

events as (

    select
        outcomes.contact_type,
        outcomes.channel,
        outcomes.first_order_at,
        outcomes.customer_segment,
        outcomes.price_band,
        outcomes.product_category,
        outcomes.is_complex,
        outcomes.is_remote,
        outcomes.started_at,
        outcomes.ended_at,
        outcomes.resolved_at,
        outcomes.first_response_at,
        outcomes.escalated_at,
        outcomes.is_resolved,
        outcomes.is_transferred,
        outcomes.issue_key,
        outcomes.purpose,
        outcomes.kb_article_id,
        outcomes.filled_field_count,
        outcomes.sla_met,
        outcomes.sla_due_at,
        outcomes.is_effective,
        outcomes.is_confirmed,
        outcomes.is_classified_rightly,
        outcomes.is_repeated_short,
        outcomes.is_repeated_long,
        outcomes.is_repeated_inquiry,
        outcomes.is_first_contact_resolved,
        outcomes.business_handling_seconds,
        outcomes.file_id,
        outcomes.line,
        milestones.milestone,
        milestones.agent_id,
        outcomes.contact_type as event_type,
        outcomes.contact_id as event_id,
        milestones.event_at,
        {{ business_date('milestones.event_at') }} as date_day,
        milestones.milestone = 'ended' and outcomes.is_resolved_ticket as counts_for_agent,
        milestones.milestone = 'ended_for_first_agent' and outcomes.is_resolved_ticket
        as counts_for_first_agent,
        milestones.milestone = 'ended' and outcomes.is_ended_conversation
        as counts_as_conversation,
        milestones.milestone = 'ended' and outcomes.contact_type = 'call'
        and outcomes.first_response_at is not null and outcomes.is_resolved is not null
        as counts_as_call,
        length(outcomes.order_ids) - length(replace(outcomes.order_ids, '|', '')) + 1
        as order_count
    from milestones
    inner join outcomes
        on
            milestones.contact_type = outcomes.contact_type
            and milestones.contact_id = outcomes.contact_id

),

final as (

    select
        {{ evidence_key('contact_outcome', [
            'channel', 'contact_type', 'customer_type', 'customer_segment', 'price_band',
            'product_category', 'is_complex', 'is_remote',
        ]) }},
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
        {{ count_if('events.counts_for_agent and events.kb_article_id is not null') }}
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
        {{ count_if(
            "events.milestone = 'ended_for_first_agent' "
            ~ "and events.is_classified_rightly is not null"
        ) }} as classified_tickets,
        {{ count_if(
            "events.milestone = 'ended_for_first_agent' and events.is_classified_rightly"
        ) }} as rightly_classified_tickets,
        case
            when events.milestone = 'resolved'
                then {{ seconds_between('events.started_at', 'events.resolved_at') }}
        end as resolution_seconds,
        {{ count_if("events.milestone = 'resolved'") }} as resolution_tickets,
        {{ count_if("events.milestone = 'escalated'") }} as escalated_tickets,
        {{ count_if(
            "events.milestone = 'escalated' and events.escalated_at <= "
            ~ plus_seconds('events.started_at', limit_seconds('escalation'))
        ) }} as timely_escalated_tickets,
        {{ count_if("events.milestone = 'service_level_due'") }} as due_tickets,
        {{ count_if(
            "events.milestone = 'service_level_due' and coalesce(events.sla_met, "
            ~ "coalesce(events.resolved_at, events.ended_at) <= events.sla_due_at)"
        ) }} as tickets_within_service_level,
        {{ count_if("events.milestone = 'repeat_window_over'") }} as repeat_due_tickets,
        {{ count_if("events.milestone = 'repeat_window_over' and events.is_repeated_long") }}
        as repeated_tickets_long
    {{ evidence_from() }}

)

select * from final
