{{ config(
    materialized='incremental', incremental_strategy='replace_from', on_schema_change='fail',
    meta={'rebuilt_by': 'date_day', 'parquet_by_month': true}
) }}
with events as (

    select * from {{ ref('int_survey') }}

),

dated as (

    select
        *,
        surveyed_on as date_day
    from events
    where {{ is_rebuilt('surveyed_on') }}

),

agent_periods as (

    select * from {{ ref('int_agent_period') }}

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
        events.date_day,
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
