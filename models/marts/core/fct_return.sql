{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'date_day'}, on_schema_change='fail'
) }}
with events as (

    select
        *,
        requested_on as date_day
    from {{ ref('int_return') }}
    where {{ is_rebuilt('requested_on') }}

),

agent_periods as (

    select * from {{ ref('int_agent_period') }}

),

load_ledger as (

    select * from {{ source('audit', 'load_ledger') }}

),

final as (

    select
        events.return_id,
        events.order_id,
        events.customer_id,
        events.agent_id,
        coalesce(
            agent_periods.team_id, case when events.agent_id is not null then 'unknown' end
        ) as team_id,
        coalesce(
            agent_periods.role, case when events.agent_id is not null then 'unknown' end
        ) as role,
        events.date_day,
        events.kind,
        events.requested_at,
        events.reviewed_at,
        events.shipped_at,
        events.is_remote,
        load_ledger.file,
        events.line
    from events
    left join agent_periods
        on
            events.agent_id = agent_periods.agent_id
            and events.date_day >= agent_periods.valid_from
            and events.date_day < agent_periods.valid_to
    left join load_ledger
        on events.file_id = load_ledger.file_id

)

select * from final
