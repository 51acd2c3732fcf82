{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'period_key'}
) }}
-- Whose segments somebody asks for: where a month or its quarter falls short, and what an improvement
-- action with a segment works on, in every month.
with shortfalls as (

    select * from {{ ref('measured_shortfall') }} where {{ is_rebuilt_period('period_key') }}

),

actions as (

    select * from {{ ref('int_improvement_action') }} where segment_kind is not null

),

months as (

    select
        period_key,
        period_start
    from {{ ref('measured_period') }}
    where period = 'month' and {{ is_rebuilt_period('period_key') }}

),

indicators as (

    select * from {{ ref('measured_indicator') }}

),

entities as (

    select * from {{ ref('measured_entity') }}

),

final as (

    select
        shortfalls.indicator,
        shortfalls.indicator_key,
        shortfalls.entity_key,
        months.period_key
    from shortfalls
    inner join months
        on
            months.period_start >= shortfalls.period_start
            and months.period_start
            < {{ plus_periods('shortfalls.period_start', 'shortfalls.period', '1') }}
    union
    select
        actions.indicator,
        indicators.indicator_key,
        entities.entity_key,
        months.period_key
    from actions
    inner join indicators
        on actions.indicator = indicators.indicator
    inner join entities
        on
            actions.entity_type = entities.entity_type
            and actions.entity_id = entities.entity_id
    cross join months

)

select * from final
