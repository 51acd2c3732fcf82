{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'month_start'},
    on_schema_change='fail'
) }}
with rules as (

    select * from {{ ref('course_rules') }}

),

failed_checks as (

    select * from {{ ref('int_failed_check') }} where {{ is_rebuilt('month_start') }}

),

comparisons as (

    select *
    from {{ ref('int_indicator_comparison') }}
    where
        entity_type = 'agent'
        and period = 'month'
        and {{ is_rebuilt('period_start') }}

),

trainings as (

    select * from {{ ref('int_training_result') }}

),

placements as (

    select * from {{ ref('int_agent_placement') }}
    where period = 'month' and {{ is_rebuilt('period_start') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

needs as (

    select
        comparisons.entity_id as agent_id,
        comparisons.period_start as month_start,
        rules.rule,
        rules.course_id,
        rules.indicator,
        cast(null as varchar) as check_item,
        0 as failed_checks
    from rules
    inner join comparisons
        on
            rules.need = 'shortfall'
            and rules.indicator = comparisons.indicator
            and rules.min_sample <= comparisons.sample_size
    where {{ condition_holds('comparisons', 'rules.test', 'cast(null as double)') }}
    union all
    select
        failed_checks.agent_id,
        failed_checks.month_start,
        rules.rule,
        rules.course_id,
        cast(null as varchar) as indicator,
        rules.check_item,
        failed_checks.failed_checks
    from rules
    inner join failed_checks
        on
            rules.rule = failed_checks.rule
            and rules.min_count <= failed_checks.failed_checks

),

courses as (

    select distinct
        course_id,
        course_en,
        course_zh
    from rules

),

summed as (

    select
        agent_id,
        month_start,
        course_id,
        count(*) as reasons,
        string_agg(indicator, '|' order by indicator) as shortfall_indicators,
        string_agg(check_item, '|' order by check_item) as failed_items,
        sum(failed_checks) as failed_checks
    from needs
    group by agent_id, month_start, course_id

),

attended as (

    select
        summed.agent_id,
        summed.month_start,
        summed.course_id,
        max(trainings.scheduled_on) as last_attended_on
    from summed
    inner join trainings
        on
            summed.agent_id = trainings.agent_id
            and summed.course_id = trainings.course_id
            and trainings.has_attended
            and trainings.scheduled_on < summed.month_start + interval 1 month
    group by summed.agent_id, summed.month_start, summed.course_id

),

final as (

    select
        summed.agent_id,
        summed.month_start,
        summed.course_id,
        courses.course_en,
        courses.course_zh,
        placements.team_id,
        placements.role,
        summed.reasons,
        summed.shortfall_indicators,
        summed.failed_items,
        cast(summed.failed_checks as bigint) as failed_checks,
        cast(
            row_number() over (
                partition by summed.agent_id, summed.month_start
                order by summed.reasons desc, summed.failed_checks desc, summed.course_id asc
            ) as integer
        ) as place,
        attended.last_attended_on,
        {{ period_end("'month'", 'summed.month_start') }} <= as_of.as_of_date as is_complete
    from summed
    inner join courses
        on summed.course_id = courses.course_id
    left join placements
        on
            summed.agent_id = placements.agent_id
            and summed.month_start = placements.period_start
    left join attended
        on
            summed.agent_id = attended.agent_id
            and summed.month_start = attended.month_start
            and summed.course_id = attended.course_id
    cross join as_of

)

select * from final
