{{ config(
    materialized='incremental', incremental_strategy='replace_from', on_schema_change='fail',
    meta={'rebuilt_by': 'date_day', 'parquet_by_month': true}
) }}
with events as (

    select * from {{ ref('int_order') }}

),

dated as (

    select
        *,
        placed_on as date_day
    from events
    where {{ is_rebuilt('placed_on') }}

),

agent_periods as (

    select * from {{ ref('int_agent_period') }}

),

load_ledger as (

    select * from {{ source('audit', 'load_ledger') }}

),

final as (

    select
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
        events.placed_at,
        events.amount,
        events.currency,
        events.product_category,
        events.price_band,
        events.is_new_product,
        events.status,
        events.is_assisted,
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
