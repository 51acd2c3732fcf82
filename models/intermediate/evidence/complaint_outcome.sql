-- A complaint counts for the agent whom it is about, for the agent who handles it, when the verdict
-- on its repetition falls due, and, where it names an order, for the company alone.
with complaints as (

    select * from {{ ref('int_complaint') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

milestones as (

    select
        'opened_against' as milestone,
        against_agent_id as owner_id,
        opened_at as event_at,
        *
    from complaints
    union all
    select
        'opened' as milestone,
        agent_id as owner_id,
        opened_at as event_at,
        *
    from complaints
    union all
    select
        'opened_with_order' as milestone,
        cast(null as varchar) as owner_id,
        opened_at as event_at,
        *
    from complaints
    where order_id is not null
    union all
    select
        'repeat_window_over' as milestone,
        complaints.agent_id as owner_id,
        {{ plus_seconds('complaints.opened_at', limit_seconds('repeat_complaint')) }} as event_at,
        complaints.*
    from complaints
    cross join as_of
    where
        complaints.issue_key is not null
        and {{ plus_seconds('complaints.opened_at', limit_seconds('repeat_complaint')) }}
        <= as_of.as_of

),

events as (

    select
        'complaint' as event_type,
        milestones.complaint_id as event_id,
        milestones.event_at,
        {{ business_date('milestones.event_at') }} as date_day,
        milestones.owner_id as agent_id,
        milestones.milestone,
        milestones.customer_segment,
        milestones.product_category,
        milestones.is_remote,
        milestones.first_order_at,
        milestones.cause,
        milestones.escalated_to <> 'none' as is_escalated,
        milestones.is_public_crisis,
        milestones.crisis_defused as is_crisis_defused,
        milestones.opened_at,
        milestones.closed_at,
        milestones.next_complaint_at,
        milestones.milestone = 'opened' and (
            milestones.closed_at is not null
            or {{ plus_seconds('milestones.opened_at', limit_seconds('complaint_closure')) }}
            < as_of.as_of
        ) as is_closure_due,
        milestones.file_id,
        milestones.line
    from milestones
    cross join as_of

),

final as (

    select
        {{ evidence_key(
            'complaint_outcome', ['customer_type', 'customer_segment', 'is_remote'],
            segments=['product_category']
        ) }},
        events.milestone,
        {{ count_if(
            "events.milestone = 'opened_against' and coalesce(events.cause, 'service') = 'service'"
        ) }} as service_complaints,
        {{ count_if("events.milestone = 'opened'") }} as complaints,
        {{ count_if("events.milestone = 'opened' and events.is_escalated") }}
        as escalated_complaints,
        {{ count_if('events.is_closure_due') }} as closure_due_complaints,
        {{ count_if(
            'events.is_closure_due and events.closed_at <= '
            ~ plus_seconds('events.opened_at', limit_seconds('complaint_closure'))
        ) }} as complaints_closed_in_time,
        {{ count_if("events.milestone = 'opened' and events.is_public_crisis") }} as public_crises,
        {{ count_if(
            "events.milestone = 'opened' and events.is_public_crisis and events.is_crisis_defused"
        ) }} as defused_crises,
        {{ count_if(
            "events.milestone = 'opened' and events.cause = 'language_culture' "
            ~ "and (events.closed_at is not null or events.is_escalated)"
        ) }} as culture_complaints,
        {{ count_if(
            "events.milestone = 'opened' and events.cause = 'language_culture' "
            ~ "and events.closed_at is not null and not events.is_escalated"
        ) }} as resolved_culture_complaints,
        {{ count_if("events.milestone = 'opened_with_order'") }} as order_complaints,
        {{ count_if("events.milestone = 'repeat_window_over'") }} as repeat_due_complaints,
        {{ count_if(
            "events.milestone = 'repeat_window_over' and events.next_complaint_at <= "
            ~ plus_seconds('events.opened_at', limit_seconds('repeat_complaint'))
        ) }} as repeated_complaints
    {{ evidence_from() }}

)

select * from final
