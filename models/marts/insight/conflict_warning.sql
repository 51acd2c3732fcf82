{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'month_start'},
    on_schema_change='fail'
) }}
-- A warning needs every condition of its rule; one that cannot be judged is not met.
with comparisons as (

    select * from {{ ref('int_indicator_comparison') }}
    where
        entity_type = 'agent'
        and period = 'month'
        and {{ is_rebuilt('period_start') }}

),

conditions as (

    select * from {{ ref('conflict_rules') }}

),

rules as (

    select
        rule,
        count(*) as conditions,
        max(name_en) as name_en,
        max(name_zh) as name_zh,
        max(explanation_en) as explanation_en,
        max(explanation_zh) as explanation_zh,
        max(action_en) as action_en,
        max(action_zh) as action_zh
    from conditions
    group by rule

),

met as (

    select
        conditions.rule,
        conditions.condition,
        comparisons.entity_id as agent_id,
        comparisons.team_id,
        comparisons.role,
        comparisons.period_start as month_start,
        comparisons.indicator,
        comparisons.value,
        comparisons.sample_size,
        coalesce(
            cast(conditions.limit_value as double),
            case
                when conditions.test in ('reaches_target', 'misses_target') then comparisons.target
                when conditions.test = 'misses_baseline' then comparisons.baseline
            end
        ) as limit_value,
        case
            when conditions.test = 'magnitude_off_peers' then comparisons.peer_median
            when conditions.test in ('rising', 'falling')
                then comparisons.value - comparisons.change
            else comparisons.team_value
        end as reference_value,
        comparisons.is_complete
    from conditions
    inner join comparisons
        on
            conditions.indicator = comparisons.indicator
            and conditions.min_sample <= comparisons.sample_size
    where {{ condition_holds('comparisons', 'conditions.test', 'conditions.limit_value') }}

),

final as (

    select
        met.agent_id,
        met.month_start,
        met.rule,
        rules.name_en,
        rules.name_zh,
        rules.explanation_en,
        rules.explanation_zh,
        max(met.team_id) as team_id,
        max(met.role) as role,
        max(case when met.condition = 1 then met.indicator end) as indicator,
        max(case when met.condition = 1 then met.value end) as value,
        max(case when met.condition = 1 then met.limit_value end) as limit_value,
        max(case when met.condition = 1 then met.reference_value end) as reference_value,
        max(case when met.condition = 1 then met.sample_size end) as sample_size,
        max(case when met.condition = 2 then met.indicator end) as other_indicator,
        max(case when met.condition = 2 then met.value end) as other_value,
        max(case when met.condition = 2 then met.limit_value end) as other_limit_value,
        max(case when met.condition = 2 then met.reference_value end) as other_reference_value,
        max(case when met.condition = 2 then met.sample_size end) as other_sample_size,
        rules.action_en,
        rules.action_zh,
        bool_and(met.is_complete) as is_complete
    from met
    inner join rules
        on met.rule = rules.rule
    group by
        met.agent_id,
        met.month_start,
        met.rule,
        rules.conditions,
        rules.name_en,
        rules.name_zh,
        rules.explanation_en,
        rules.explanation_zh,
        rules.action_en,
        rules.action_zh
    having count(*) = rules.conditions

)

select * from final
