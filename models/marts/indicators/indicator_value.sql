{{ config(
    materialized='view', meta={'rebuilt_by': 'period_start', 'parquet_by_month': true}
) }}
-- A view: a cell is a few numbers, and a reader works out in milliseconds what follows from them (its
-- value, how sure that is, its names). Written out it would be a third of the published file.
with cells as (

    select * from {{ ref('indicator_cell') }}

),

indicators as (

    select * from {{ ref('measured_indicator') }}

),

entities as (

    select * from {{ ref('measured_entity') }}

),

periods as (

    select * from {{ ref('measured_period') }}

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

valued as (

    select
        entities.entity_type,
        entities.entity_id,
        periods.period,
        periods.period_start,
        indicators.indicator,
        indicators.value_kind,
        indicators.scored_on,
        -- A ratio of means shows its two means; its four sums stand beside them.
        case
            when indicators.value_kind = 'ratio_of_means'
                then cast(
                    cast(cells.numerator as double)
                    / nullif(cast(cells.numerator_count as double), 0) as decimal(38, 6)
                )
            else cells.numerator
        end as numerator,
        case
            when indicators.value_kind = 'ratio_of_means'
                then cast(
                    cast(cells.denominator as double)
                    / nullif(cast(cells.denominator_count as double), 0) as decimal(38, 6)
                )
            else cells.denominator
        end as denominator,
        {{ indicator_quotient(
            'indicators.value_kind', 'cells.numerator', 'cells.denominator',
            'cells.numerator_count', 'cells.denominator_count', 'indicators.scale'
        ) }} as value,
        {{ value_interval(
            'indicators.interval_method', 'cells.numerator', 'cells.denominator',
            'cells.sum_of_squares', 'indicators.scale', 'low'
        ) }} as value_low,
        {{ value_interval(
            'indicators.interval_method', 'cells.numerator', 'cells.denominator',
            'cells.sum_of_squares', 'indicators.scale', 'high'
        ) }} as value_high,
        cells.sample_size,
        cells.target,
        cells.baseline,
        cells.prev_value,
        cells.same_period_last_year_value,
        cast(benchmarks.benchmark as double) as benchmark,
        cells.sum_of_squares,
        cells.numerator as numerator_sum,
        cells.numerator_count,
        cells.denominator as denominator_sum,
        cells.denominator_count,
        periods.is_complete
    from cells
    inner join indicators
        on cells.indicator_key = indicators.indicator_key
    inner join entities
        on cells.entity_key = entities.entity_key
    inner join periods
        on cells.period_key = periods.period_key
    left join benchmarks
        on indicators.indicator = benchmarks.indicator

),

final as (

    select
        entity_type,
        entity_id,
        period,
        period_start,
        indicator,
        numerator,
        denominator,
        value,
        value_low,
        value_high,
        sample_size,
        target,
        baseline,
        -- Cost is judged by its change against the year before, in percent.
        case
            when target <> baseline
                then (
                    case
                        when scored_on = 'year_on_year'
                            then (value / nullif(same_period_last_year_value, 0) - 1) * 100
                        else value
                    end
                    - baseline
                ) / (target - baseline)
        end as attainment,
        prev_value,
        value - prev_value as change,
        same_period_last_year_value,
        benchmark,
        sum_of_squares,
        case when value_kind = 'ratio_of_means' then numerator_sum end as numerator_sum,
        numerator_count,
        case when value_kind = 'ratio_of_means' then denominator_sum end as denominator_sum,
        denominator_count,
        is_complete
    from valued

)

select * from final
