with groups as (

    select * from {{ ref('int_indicator_period_group') }}

),

indicators as (

    select * from {{ ref('indicators') }}

),

benchmarks as (

    select
        indicator,
        max(figure) as benchmark
    from {{ ref('industry_benchmarks') }}
    where
        is_reference
        and (industry is null or industry = {{ industry() }})
    group by indicator

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

-- What an entity takes from the company (a ratio of means) stands in full in each of its groups.
cells as (

    select
        groups.entity_type,
        groups.entity_id,
        groups.period,
        groups.period_start,
        groups.indicator,
        indicators.scale,
        indicators.value_kind,
        indicators.interval_method,
        indicators.scored_on,
        sum(groups.numerator) as numerator_sum,
        case
            when indicators.value_kind = 'ratio_of_means' then max(groups.denominator)
            else sum(groups.denominator)
        end as denominator_sum,
        sum(groups.sum_of_squares) as sum_of_squares,
        sum(groups.sample_size) as sample_size,
        sum(groups.numerator_count) as numerator_count,
        max(groups.denominator_count) as denominator_count,
        {{ weighted_mean('groups.target', 'groups.denominator') }} as target,
        {{ weighted_mean('groups.baseline', 'groups.denominator') }} as baseline
    from groups
    inner join indicators
        on groups.indicator = indicators.indicator
    group by
        groups.entity_type,
        groups.entity_id,
        groups.period,
        groups.period_start,
        groups.indicator,
        indicators.scale,
        indicators.value_kind,
        indicators.interval_method,
        indicators.scored_on

),

-- A ratio of means shows its two means; its four sums stand beside them.
parts as (

    select
        *,
        case
            when value_kind = 'ratio_of_means'
                then cast(
                    cast(numerator_sum as double) / nullif(cast(numerator_count as double), 0)
                    as decimal(38, 6)
                )
            else cast(numerator_sum as decimal(38, 6))
        end as numerator,
        case
            when value_kind = 'ratio_of_means'
                then cast(
                    cast(denominator_sum as double) / nullif(cast(denominator_count as double), 0)
                    as decimal(38, 6)
                )
            else cast(denominator_sum as decimal(38, 6))
        end as denominator
    from cells

),

valued as (

    select
        *,
        {{ indicator_quotient(
            'value_kind', 'numerator_sum', 'denominator_sum', 'numerator_count',
            'denominator_count', 'scale'
        ) }} as value,
        {{ value_interval(
            'interval_method', 'numerator_sum', 'denominator_sum', 'sum_of_squares', 'scale', 'low'
        ) }} as value_low,
        {{ value_interval(
            'interval_method', 'numerator_sum', 'denominator_sum', 'sum_of_squares', 'scale', 'high'
        ) }} as value_high,
        case
            when period = 'day' then cast(period_start - interval 1 day as date)
            when period = 'week' then cast(period_start - interval 7 day as date)
            when period = 'month' then cast(period_start - interval 1 month as date)
            else cast(period_start - interval 3 month as date)
        end as prev_period_start,
        -- The same week a year before is 52 weeks back: it starts on a Monday, too.
        case
            when period = 'week' then cast(period_start - interval 364 day as date)
            when period = 'day' and extract(month from period_start) = 2
                and extract(day from period_start) = 29 then null
            else cast(period_start - interval 1 year as date)
        end as year_before_period_start,
        case
            when period = 'day' then period_start + interval 1 day
            when period = 'week' then period_start + interval 7 day
            when period = 'month' then period_start + interval 1 month
            else period_start + interval 3 month
        end as period_end_local
    from parts

),

final as (

    select
        valued.entity_type,
        valued.entity_id,
        valued.period,
        valued.period_start,
        valued.indicator,
        valued.numerator,
        valued.denominator,
        valued.value,
        valued.value_low,
        valued.value_high,
        cast(valued.sample_size as bigint) as sample_size,
        valued.target,
        valued.baseline,
        -- Cost is judged by its change against the year before, in percent.
        case
            when valued.target <> valued.baseline
                then (
                    case
                        when valued.scored_on = 'year_on_year'
                            then (valued.value / nullif(year_before.value, 0) - 1) * 100
                        else valued.value
                    end
                    - valued.baseline
                ) / (valued.target - valued.baseline)
        end as attainment,
        previous.value as prev_value,
        valued.value - previous.value as change,
        year_before.value as same_period_last_year_value,
        cast(benchmarks.benchmark as double) as benchmark,
        cast(valued.sum_of_squares as decimal(38, 6)) as sum_of_squares,
        case when valued.value_kind = 'ratio_of_means' then valued.numerator_sum end
        as numerator_sum,
        valued.numerator_count,
        case when valued.value_kind = 'ratio_of_means' then valued.denominator_sum end
        as denominator_sum,
        valued.denominator_count,
        {{ instant_of('cast(valued.period_end_local as timestamp)') }} <= as_of.as_of
        as is_complete
    from valued
    cross join as_of
    left join valued as previous
        on
            valued.entity_type = previous.entity_type
            and valued.entity_id = previous.entity_id
            and valued.period = previous.period
            and valued.prev_period_start = previous.period_start
            and valued.indicator = previous.indicator
    left join valued as year_before
        on
            valued.entity_type = year_before.entity_type
            and valued.entity_id = year_before.entity_id
            and valued.period = year_before.period
            and valued.year_before_period_start = year_before.period_start
            and valued.indicator = year_before.indicator
    left join benchmarks
        on valued.indicator = benchmarks.indicator

)

select * from final
