{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'month_start'}
) }}
-- The items of a quality check as rows: a question with a no, or a score with its number.
with checks as (

    select
        check_id,
        agent_id,
        {{ period_start('month', 'checked_on') }} as month_start,
        cast(cast(script_compliant as integer) as double) as script_compliant,
        cast(cast(process_compliant as integer) as double) as process_compliant,
        cast(cast(classification_correct as integer) as double) as classification_correct,
        cast(cast(record_matches_customer as integer) as double) as record_matches_customer,
        cast(attitude as double) as attitude,
        cast(professionalism as double) as professionalism,
        cast(accuracy as double) as accuracy,
        cast(empathy as double) as empathy
    from {{ ref('int_quality_check') }}
    where agent_id is not null and {{ is_rebuilt(period_start('month', 'checked_on')) }}

),

items as (

    select
        agent_id,
        month_start,
        check_item,
        score
    from checks
    unpivot (
        score for check_item in (
            script_compliant, process_compliant, classification_correct, record_matches_customer,
            attitude, professionalism, accuracy, empathy
        )
    )

),

-- A question is failed with a no (0), a score at the rule's limit or below.
rules as (

    select * from {{ ref('course_rules') }} where need = 'failed_check'

),

final as (

    select
        rules.rule,
        items.agent_id,
        items.month_start,
        count(*) as checks,
        count(case when items.score <= coalesce(rules.check_limit, 0) then 1 end) as failed_checks
    from rules
    inner join items
        on rules.check_item = items.check_item
    group by rules.rule, items.agent_id, items.month_start

)

select * from final
