{{ config(
    materialized='view', meta={'rebuilt_by': 'date_day', 'parquet_by_month': true}
) }}
-- A view: team, role and file are found in milliseconds, and every row would be stored twice.
with events as (

    select * from {{ ref('survey') }}

),

agent_periods as (

    select * from {{ ref('dim_agent') }}

),

load_ledger as (

    select * from {{ source('audit', 'load_ledger') }}

),

final as (

    select
        events.survey_id,
        events.subject_type,
        events.contact_id,
        events.customer_id,
        events.agent_id,
        coalesce(
            agent_periods.team_id, case when events.agent_id is not null then 'unknown' end
        ) as team_id,
        coalesce(
            agent_periods.role, case when events.agent_id is not null then 'unknown' end
        ) as role,
        events.surveyed_on as date_day,
        events.stage,
        events.channel,
        events.sent_at,
        events.responded_at,
        events.csat,
        events.nps,
        events.resolved_confirmed,
        events.attitude,
        events.ease,
        events.refund_timeliness,
        events.followed_up_at,
        load_ledger.file,
        events.line
    from events
    left join agent_periods
        on
            events.agent_id = agent_periods.agent_id
            and events.surveyed_on >= agent_periods.valid_from
            and events.surveyed_on < agent_periods.valid_to
    left join load_ledger
        on events.file_id = load_ledger.file_id

)

select * from final
