with events as (

    select * from {{ ref('int_complaint') }}

),

dated as (

    select
        *,
        {{ business_date('opened_at') }} as date_day
    from events

),

agent_periods as (

    select * from {{ ref('int_agent_period') }}

),

load_ledger as (

    select * from {{ source('audit', 'load_ledger') }}

),

final as (

    select
        events.complaint_id,
        events.customer_id,
        events.agent_id,
        events.against_agent_id,
        coalesce(
            agent_periods.team_id, case when events.agent_id is not null then 'unknown' end
        ) as team_id,
        coalesce(
            agent_periods.role, case when events.agent_id is not null then 'unknown' end
        ) as role,
        events.date_day,
        events.cause,
        events.order_id,
        events.issue_key,
        events.opened_at,
        events.closed_at,
        events.escalated_to,
        events.is_public_crisis,
        events.crisis_defused,
        events.next_complaint_at,
        load_ledger.file,
        events.line
    from dated as events
    left join agent_periods
        on
            events.agent_id = agent_periods.agent_id
            and events.date_day >= agent_periods.valid_from
            and events.date_day < agent_periods.valid_to
    left join load_ledger
        on events.file_id = load_ledger.file_id

)

select * from final
