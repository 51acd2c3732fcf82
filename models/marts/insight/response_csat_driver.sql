{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'period_start'}, on_schema_change='fail'
) }}
with surveys as (

    select *
    from {{ ref('survey') }}
    where
        responded_at is not null
        and csat is not null
        and first_response_seconds is not null
        and {{ is_rebuilt_at('responded_at') }}

),

buckets as (

    select * from {{ ref('response_buckets') }}

),

periods as (

    select *
    from {{ ref('int_period_of_date') }}
    where period in ('month', 'quarter') and {{ is_rebuilt('period_start') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

answers as (

    select
        {{ business_date('surveys.responded_at') }} as date_day,
        surveys.channel,
        buckets.bucket,
        surveys.csat,
        surveys.first_response_seconds
    from surveys
    inner join buckets
        on
            surveys.contact_type = buckets.contact_type
            and surveys.first_response_seconds > coalesce(buckets.above_seconds, -1)
            and (
                buckets.up_to_seconds is null
                or surveys.first_response_seconds <= buckets.up_to_seconds
            )

),

counted as (

    select
        periods.period,
        periods.period_start,
        answers.channel,
        answers.bucket,
        count(*) as surveys,
        count(case when answers.csat >= 4 then 1 end) as satisfied_surveys,
        cast(sum(answers.csat) as decimal(38, 6)) as csat_points,
        cast(sum(answers.csat * answers.csat) as decimal(38, 6)) as csat_points_squared,
        cast(sum(answers.first_response_seconds) as decimal(38, 6)) as response_seconds
    from answers
    inner join periods
        on answers.date_day = periods.date_day
    group by periods.period, periods.period_start, answers.channel, answers.bucket

),

measured as (

    select
        counted.*,
        buckets.contact_type,
        buckets.position,
        buckets.name_en,
        buckets.name_zh,
        buckets.above_seconds,
        buckets.up_to_seconds,
        cast(counted.satisfied_surveys as double) / counted.surveys * 100 as csat_rate,
        {{ value_interval(
            "'wilson'", 'counted.satisfied_surveys', 'counted.surveys', '0', '100', 'low'
        ) }} as csat_rate_low,
        {{ value_interval(
            "'wilson'", 'counted.satisfied_surveys', 'counted.surveys', '0', '100', 'high'
        ) }} as csat_rate_high,
        cast(counted.csat_points as double) / counted.surveys as csat_score,
        counted.surveys >= {{ insight_parameter('csat_driver_min_sample') }} as has_enough
    from counted
    inner join buckets
        on counted.bucket = buckets.bucket

),

-- Each bucket is compared with the next slower one that has enough answers.
compared as (

    select
        faster.*,
        slower.bucket as slower_bucket,
        slower.csat_rate as slower_csat_rate,
        slower.surveys as slower_surveys,
        row_number() over (
            partition by
                faster.period, faster.period_start, faster.channel, faster.bucket
            order by slower.position
        ) as nearness
    from measured as faster
    left join measured as slower
        on
            faster.period = slower.period
            and faster.period_start = slower.period_start
            and faster.channel = slower.channel
            and faster.contact_type = slower.contact_type
            and faster.position < slower.position
            and faster.has_enough
            and slower.has_enough

),

gains as (

    select
        *,
        csat_rate - slower_csat_rate as gain,
        1.959963984540054e0 * sqrt(
            csat_rate * (100 - csat_rate) / surveys
            + slower_csat_rate * (100 - slower_csat_rate) / slower_surveys
        ) as gain_margin
    from compared
    where nearness = 1

),

paying as (

    select
        *,
        case when slower_bucket is not null then gain > gain_margin end as is_paying
    from gains

),

-- Faster stops paying at the fastest bucket that still beats the next slower one: the buckets
-- before it are no better than it.
final as (

    select
        paying.period,
        paying.period_start,
        paying.channel,
        paying.bucket,
        paying.contact_type,
        paying.position,
        paying.name_en,
        paying.name_zh,
        paying.above_seconds,
        paying.up_to_seconds,
        paying.surveys,
        paying.satisfied_surveys,
        cast(paying.response_seconds as double) / paying.surveys as first_response_time,
        paying.csat_rate,
        paying.csat_rate_low,
        paying.csat_rate_high,
        paying.csat_score,
        paying.slower_bucket,
        paying.gain,
        paying.gain_margin,
        paying.is_paying,
        coalesce(paying.is_paying, false)
        and paying.position = min(case when paying.is_paying then paying.position end) over (
            partition by
                paying.period, paying.period_start, paying.channel, paying.contact_type
        ) as is_turning_point,
        {{ period_end('paying.period', 'paying.period_start') }} <= as_of.as_of_date
            as is_complete
    from paying
    cross join as_of

)

select * from final
