-- Periods in their order, so that neighbours are found by number: the period before, and the same
-- one a year before (a week's is 52 weeks back, for it starts on a Monday, too).
with periods as (

    select distinct
        period,
        period_start
    from {{ ref('int_period_of_date') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

numbered as (

    select
        {{ period_number('period', 'period_start') }} as period_key,
        period,
        period_start,
        {{ previous_period_start('period', 'period_start') }} as previous_start,
        case
            when period = 'week' then cast(period_start - interval 364 day as date)
            when period = 'day' and extract(month from period_start) = 2
                and extract(day from period_start) = 29 then null
            else cast(period_start - interval 1 year as date)
        end as year_before_start,
        cast(
            case
                when period = 'day' then period_start + interval 1 day
                when period = 'week' then period_start + interval 7 day
                when period = 'month' then period_start + interval 1 month
                else period_start + interval 3 month
            end as date
        ) as next_start
    from periods

),

final as (

    select
        numbered.period_key,
        numbered.period,
        numbered.period_start,
        {{ instant_of('cast(numbered.next_start as timestamp)') }} <= as_of.as_of as is_complete,
        previous.period_key as previous_key,
        year_before.period_key as year_before_key
    from numbered
    cross join as_of
    left join numbered as previous
        on
            numbered.period = previous.period
            and numbered.previous_start = previous.period_start
    left join numbered as year_before
        on
            numbered.period = year_before.period
            and numbered.year_before_start = year_before.period_start

)

select * from final
