{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'month_start'}, on_schema_change='fail'
) }}
-- Customers are counted once a month, however often they came. The sample stands for the customers
-- where each segment has about the same share in both.
with contacts as (

    select * from {{ ref('int_contact') }}
    where
        is_contact
        and is_human
        and customer_id is not null
        and {{ is_rebuilt('started_on') }}

),

surveys as (

    select * from {{ ref('survey') }}
    where customer_id is not null and {{ is_rebuilt_at('coalesce(sent_at, responded_at)') }}

),

complaints as (

    select * from {{ ref('int_complaint') }} where {{ is_rebuilt_at('opened_at') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

-- Returning is who had ordered before the month's first contact.
served as (

    select
        {{ period_start('month', 'started_on') }} as month_start,
        customer_id,
        coalesce(max(customer_segment), 'standard') as customer_segment,
        min(case when first_order_at < started_at then started_at end) = min(started_at)
            as is_returning
    from contacts
    group by {{ period_start('month', 'started_on') }}, customer_id

),

surveyed as (

    select
        {{ period_start('month', business_date('coalesce(sent_at, responded_at)')) }}
            as month_start,
        customer_id,
        max(case when responded_at is not null then 1 else 0 end) as has_answered
    from surveys
    where coalesce(sent_at, responded_at) is not null
    group by
        {{ period_start('month', business_date('coalesce(sent_at, responded_at)')) }}, customer_id

),

complained as (

    select distinct
        {{ period_start('month', business_date('opened_at')) }} as month_start,
        customer_id
    from complaints

),

members as (

    select
        month_start,
        customer_id,
        'all' as segment
    from served
    union all
    select
        month_start,
        customer_id,
        case when is_returning then 'returning' else 'new' end as segment
    from served
    union all
    select
        month_start,
        customer_id,
        'vip' as segment
    from served
    where customer_segment = 'vip'
    union all
    select
        month_start,
        customer_id,
        'complainer' as segment
    from complained

),

counted as (

    select
        members.month_start,
        members.segment,
        count(*) as served_customers,
        count(surveyed.customer_id) as surveyed_customers,
        count(case when surveyed.has_answered = 1 then 1 end) as answered_customers
    from members
    left join surveyed
        on
            members.month_start = surveyed.month_start
            and members.customer_id = surveyed.customer_id
    group by members.month_start, members.segment

),

shared as (

    select
        counted.*,
        everybody.served_customers as all_served,
        everybody.surveyed_customers as all_surveyed,
        cast(counted.surveyed_customers as double) / counted.served_customers * 100
            as coverage_rate,
        case
            when counted.segment not in ('all', 'complainer')
                then cast(counted.served_customers as double) / everybody.served_customers * 100
        end as customer_share,
        case
            when counted.segment not in ('all', 'complainer')
                then
                    cast(counted.surveyed_customers as double)
                    / nullif(everybody.surveyed_customers, 0) * 100
        end as sample_share,
        case
            when counted.segment = 'all' then {{ insight_parameter('min_survey_share') }}
            when counted.segment = 'complainer'
                then {{ insight_parameter('min_complainer_survey_share') }}
        end as required_rate
    from counted
    left join counted as everybody
        on
            counted.month_start = everybody.month_start
            and everybody.segment = 'all'

),

judged as (

    select
        *,
        coverage_rate >= required_rate - {{ comparison_tolerance() }} as reaches_requirement,
        sample_share - customer_share as share_difference,
        sqrt(customer_share * (100 - customer_share) / nullif(all_surveyed, 0)) as share_error
    from shared

),

final as (

    select
        judged.month_start,
        judged.segment,
        judged.served_customers,
        judged.surveyed_customers,
        judged.answered_customers,
        judged.coverage_rate,
        judged.required_rate,
        judged.reaches_requirement,
        bool_or(coalesce(judged.reaches_requirement, false)) over (
            partition by judged.month_start
        ) as is_month_covered,
        judged.customer_share,
        judged.sample_share,
        judged.share_difference,
        coalesce(
            abs(judged.share_difference) > {{ insight_parameter('max_sample_skew') }}
            and abs(judged.share_difference)
            > {{ insight_parameter('sample_skew_z') }} * judged.share_error,
            false
        ) as is_skewed,
        cast(judged.month_start + interval 1 month as date) <= as_of.as_of_date as is_complete
    from judged
    cross join as_of
    where {{ is_rebuilt('judged.month_start') }}

)

select * from final
