{{ config(
    materialized='incremental', incremental_strategy='replace_from', on_schema_change='fail',
    meta={'rebuilt_by': 'period_start', 'parquet_by_month': true, 'in_batches': true}
) }}
-- depends_on: {{ ref('int_batch') }}
with cells as (

    select * from {{ ref('int_indicator_cell') }}

),

indicators as (

    select * from {{ ref('int_measured_indicator') }}

),

entities as (

    select * from {{ ref('int_entity') }}

),

periods as (

    select * from {{ ref('int_period') }}

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

-- Only values that another cell is compared with: a year before there may be none.
previous as (

    {{ cell_values('previous_key') }}

),

year_before as (

    {{ cell_values('year_before_key') }}

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
        previous.value as prev_value,
        year_before.value as same_period_last_year_value,
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
    left join previous
        on
            cells.indicator_key = previous.indicator_key
            and cells.entity_key = previous.entity_key
            and periods.previous_key = previous.period_key
    left join year_before
        on
            cells.indicator_key = year_before.indicator_key
            and cells.entity_key = year_before.entity_key
            and periods.year_before_key = year_before.period_key
    left join benchmarks
        on indicators.indicator = benchmarks.indicator
    where {{ is_rebuilt_period('cells.period_key') }}

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
