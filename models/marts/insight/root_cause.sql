{{ config(
    materialized='incremental', incremental_strategy='replace_from', on_schema_change='fail',
    meta={'rebuilt_by': 'period_start', 'parquet_by_month': true}
) }}
-- A cause is a candidate, not a verdict: its driver is off at the same time as the indicator.
with shortfalls as (

    select * from {{ ref('measured_shortfall') }} where {{ is_rebuilt('period_start') }}

),

rules as (

    select * from {{ ref('root_cause_rules') }}

),

rule_indicators as (

    {{ split_values('rules', ['rule'], 'shortfall_indicators', '|', 'indicator') }}

),

comparisons as (

    select * from {{ ref('int_indicator_comparison') }} where {{ is_rebuilt('period_start') }}

),

placements as (

    select * from {{ ref('int_agent_placement') }}

),

segment_causes as (

    select * from {{ ref('int_root_cause_segment') }} where place = 1

),

placed as (

    select
        shortfalls.*,
        case
            when shortfalls.entity_type = 'team' then shortfalls.entity_id
            when shortfalls.entity_type = 'agent' then placements.team_id
        end as team_id
    from shortfalls
    left join placements
        on
            shortfalls.entity_type = 'agent'
            and shortfalls.entity_id = placements.agent_id
            and shortfalls.period = placements.period
            and shortfalls.period_start = placements.period_start

),

-- Where a rule looks for its driver: at the entity itself, at its team or at the company.
questions as (

    select
        placed.entity_type,
        placed.entity_id,
        placed.period,
        placed.period_start,
        placed.indicator,
        rules.rule,
        rules.driver_indicator,
        rules.test,
        rules.limit_value,
        rules.min_sample,
        rules.guard_indicator,
        rules.guard_test,
        rules.guard_limit,
        case
            when rules.driver_scope = 'company' or placed.entity_type = 'company' then 'company'
            when rules.driver_scope = 'team' then 'team'
            else placed.entity_type
        end as driver_type,
        case
            when rules.driver_scope = 'company' or placed.entity_type = 'company' then 'company'
            when rules.driver_scope = 'team' then placed.team_id
            else placed.entity_id
        end as driver_id
    from placed
    inner join rule_indicators
        on placed.indicator = rule_indicators.indicator
    inner join rules
        on
            rule_indicators.rule = rules.rule
            and rules.evidence = 'indicator'

),

indicator_causes as (

    select
        questions.entity_type,
        questions.entity_id,
        questions.period,
        questions.period_start,
        questions.indicator,
        questions.rule,
        questions.driver_type,
        questions.driver_id,
        driver.value as evidence_value,
        coalesce(
            cast(questions.limit_value as double),
            case
                when questions.test in ('reaches_target', 'misses_target') then driver.target
                when questions.test = 'misses_baseline' then driver.baseline
                when questions.test = 'above_range' then driver.range_high
                when questions.test = 'below_range' then driver.range_low
            end
        ) as evidence_limit,
        driver.sample_size as evidence_sample_size
    from questions
    inner join comparisons as driver
        on
            questions.driver_type = driver.entity_type
            and questions.driver_id = driver.entity_id
            and questions.period = driver.period
            and questions.period_start = driver.period_start
            and questions.driver_indicator = driver.indicator
            and questions.min_sample <= driver.sample_size
    left join comparisons as guard
        on
            questions.driver_type = guard.entity_type
            and questions.driver_id = guard.entity_id
            and questions.period = guard.period
            and questions.period_start = guard.period_start
            and questions.guard_indicator = guard.indicator
    where
        {{ condition_holds('driver', 'questions.test', 'questions.limit_value') }}
        and (
            questions.guard_indicator is null
            or {{ condition_holds('guard', 'questions.guard_test', 'questions.guard_limit') }}
        )

),

causes as (

    select
        entity_type,
        entity_id,
        period,
        period_start,
        indicator,
        rule,
        driver_type,
        driver_id,
        cast(null as varchar) as segment_kind,
        cast(null as varchar) as segment,
        evidence_value,
        evidence_limit,
        evidence_sample_size
    from indicator_causes
    union all
    select
        entity_type,
        entity_id,
        period,
        period_start,
        indicator,
        rule,
        entity_type as driver_type,
        entity_id as driver_id,
        segment_kind,
        segment,
        gap_share as evidence_value,
        cast(limit_value as double) as evidence_limit,
        denominator as evidence_sample_size
    from segment_causes

),

final as (

    select
        causes.entity_type,
        causes.entity_id,
        causes.period,
        causes.period_start,
        causes.indicator,
        causes.rule,
        rules.cause_kind,
        rules.cause_en,
        rules.cause_zh,
        cast(
            row_number() over (
                partition by
                    causes.entity_type, causes.entity_id, causes.period, causes.period_start,
                    causes.indicator
                order by
                    case when rules.cause_kind = 'process' then 0 else 1 end,
                    rules.priority,
                    causes.rule
            ) as integer
        ) as place,
        shortfalls.value,
        shortfalls.edge as missed_level,
        shortfalls.gap,
        shortfalls.is_severe,
        rules.evidence,
        rules.driver_indicator,
        causes.driver_type,
        causes.driver_id,
        causes.segment_kind,
        causes.segment,
        causes.evidence_value,
        causes.evidence_limit,
        causes.evidence_sample_size,
        rules.action_en,
        rules.action_zh,
        shortfalls.is_complete
    from causes
    inner join rules
        on causes.rule = rules.rule
    inner join shortfalls
        on
            causes.entity_type = shortfalls.entity_type
            and causes.entity_id = shortfalls.entity_id
            and causes.period = shortfalls.period
            and causes.period_start = shortfalls.period_start
            and causes.indicator = shortfalls.indicator

)

select * from final
