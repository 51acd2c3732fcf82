{{ config(
    materialized='incremental', incremental_strategy='replace_from', on_schema_change='fail',
    meta={'rebuilt_by': 'period_start'}
) }}
-- Several figures may stand beside an indicator (a standard, leading brands): each is a row.
with indicator_values as (

    select *
    from {{ ref('indicator_value') }}
    where entity_type = 'company' and {{ is_rebuilt('period_start') }}

),

benchmarks as (

    select *
    from {{ ref('industry_benchmarks') }}
    where figure is not null and (industry is null or industry = {{ industry() }})

),

indicators as (

    select * from {{ ref('indicators') }}

),

-- Cost is compared by its change against the year before, as its figure is.
compared as (

    select
        indicator_values.period,
        indicator_values.period_start,
        indicator_values.indicator,
        indicators.direction,
        indicator_values.value,
        case
            when indicators.scored_on = 'year_on_year' then {{ year_on_year('indicator_values') }}
            else indicator_values.value
        end as compared_value,
        indicator_values.value_low,
        indicator_values.value_high,
        indicator_values.sample_size,
        indicator_values.target,
        indicator_values.baseline,
        indicator_values.is_complete
    from indicator_values
    inner join indicators
        on indicator_values.indicator = indicators.indicator

),

final as (

    select
        compared.indicator,
        compared.period,
        compared.period_start,
        benchmarks.label,
        benchmarks.label_zh,
        benchmarks.standard,
        benchmarks.industry,
        benchmarks.is_reference,
        benchmarks.source,
        compared.value,
        compared.compared_value,
        compared.value_low,
        compared.value_high,
        compared.sample_size,
        cast(benchmarks.figure as double) as figure,
        compared.compared_value - cast(benchmarks.figure as double) as gap,
        case
            when compared.direction in ('lower', 'higher')
                then
                    ({{ orientation('compared.direction') }})
                    * (compared.compared_value - cast(benchmarks.figure as double))
                    >= -{{ comparison_tolerance() }}
        end as is_as_good,
        compared.target,
        compared.baseline,
        compared.compared_value - compared.target as target_gap,
        case
            when compared.direction in ('lower', 'higher')
                then
                    ({{ orientation('compared.direction') }})
                    * (compared.compared_value - compared.target)
                    >= -{{ comparison_tolerance() }}
        end as reaches_target,
        compared.is_complete
    from compared
    inner join benchmarks
        on compared.indicator = benchmarks.indicator

)

select * from final
