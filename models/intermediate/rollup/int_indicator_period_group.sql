-- The parts of every indicator, by entity, period and threshold: what ends up with the same target and
-- baseline (after peak and VIP factors) is one group.
with measure_periods as (

    select * from {{ ref('int_measure_period') }}

),

indicators as (

    select * from {{ ref('int_measured_indicator') }}

),

terms as (

    select * from {{ ref('indicator_terms') }}

),

thresholds as (

    select * from {{ ref('stratum_threshold') }}

),

sampled as (

    select distinct indicator from terms where part = 'sample_size'

),

parts as (

    select
        measure_periods.entity_type,
        measure_periods.entity_id,
        measure_periods.period,
        measure_periods.period_start,
        measure_periods.threshold_era,
        measure_periods.stratum,
        terms.indicator,
        {%- for part in [
            'numerator', 'denominator', 'sum_of_squares', 'sample_size', 'numerator_count'
        ] %}
        sum(
            case when terms.part = '{{ part }}' then measure_periods.value * terms.coefficient end
        ) as {{ part }}{{ ',' if not loop.last }}
        {%- endfor %}
    from measure_periods
    inner join terms
        on measure_periods.measure = terms.measure
    inner join indicators
        on terms.indicator = indicators.indicator
    where
        terms.part not in ('company_denominator', 'company_denominator_count')
        and (
            '|' || indicators.entity_types || '|'
            like '%|' || measure_periods.entity_type || '|%'
        )
        and (indicators.finest_period = 'day' or measure_periods.period in ('month', 'quarter'))
    group by
        measure_periods.entity_type,
        measure_periods.entity_id,
        measure_periods.period,
        measure_periods.period_start,
        measure_periods.threshold_era,
        measure_periods.stratum,
        terms.indicator

),

-- Parts that every entity takes from the company: what it is compared with.
company_parts as (

    select
        measure_periods.period,
        measure_periods.period_start,
        terms.indicator,
        max(measure_periods.threshold_era) as threshold_era,
        sum(case when terms.part = 'company_denominator' then measure_periods.value end)
        as denominator,
        sum(case when terms.part = 'company_denominator_count' then measure_periods.value end)
        as denominator_count
    from measure_periods
    inner join terms
        on measure_periods.measure = terms.measure
    inner join indicators
        on terms.indicator = indicators.indicator
    where
        measure_periods.entity_type = 'company'
        and terms.part in ('company_denominator', 'company_denominator_count')
    group by measure_periods.period, measure_periods.period_start, terms.indicator

),

-- The company has a row wherever it has something to compare with, even if nothing to compare.
own_or_company_parts as (

    select
        entity_type,
        entity_id,
        period,
        period_start,
        threshold_era,
        stratum,
        indicator,
        numerator,
        denominator,
        sum_of_squares,
        sample_size,
        numerator_count
    from parts
    union all
    select
        'company' as entity_type,
        'company' as entity_id,
        company_parts.period,
        company_parts.period_start,
        company_parts.threshold_era,
        '{{ '|' * (strata_columns() | length - 1) }}' as stratum,
        company_parts.indicator,
        cast(null as decimal(38, 6)) as numerator,
        cast(null as decimal(38, 6)) as denominator,
        cast(null as decimal(38, 6)) as sum_of_squares,
        cast(null as decimal(38, 6)) as sample_size,
        cast(null as decimal(38, 6)) as numerator_count
    from company_parts
    left join parts
        on
            parts.entity_type = 'company'
            and company_parts.period = parts.period
            and company_parts.period_start = parts.period_start
            and company_parts.indicator = parts.indicator
    where parts.indicator is null

),

grouped as (

    select
        parts.entity_type,
        parts.entity_id,
        parts.period,
        parts.period_start,
        parts.indicator,
        thresholds.target,
        thresholds.baseline,
        thresholds.excellent_edge,
        thresholds.good_edge,
        thresholds.qualified_edge,
        thresholds.to_improve_edge,
        thresholds.range_low,
        thresholds.range_high,
        min(thresholds.threshold_row) as threshold_row,
        sum(parts.numerator) as numerator,
        sum(parts.denominator) as denominator,
        sum(parts.sum_of_squares) as sum_of_squares,
        sum(case when sampled.indicator is null then parts.denominator else parts.sample_size end)
        as sample_size,
        sum(parts.numerator_count) as numerator_count
    from own_or_company_parts as parts
    left join thresholds
        on
            parts.stratum = thresholds.stratum
            and parts.threshold_era = thresholds.threshold_era
            and parts.indicator = thresholds.indicator
    left join sampled
        on parts.indicator = sampled.indicator
    group by
        parts.entity_type,
        parts.entity_id,
        parts.period,
        parts.period_start,
        parts.indicator,
        thresholds.target,
        thresholds.baseline,
        thresholds.excellent_edge,
        thresholds.good_edge,
        thresholds.qualified_edge,
        thresholds.to_improve_edge,
        thresholds.range_low,
        thresholds.range_high

),

final as (

    select
        grouped.entity_type,
        grouped.entity_id,
        grouped.period,
        grouped.period_start,
        grouped.indicator,
        grouped.threshold_row,
        grouped.target,
        grouped.baseline,
        grouped.excellent_edge,
        grouped.good_edge,
        grouped.qualified_edge,
        grouped.to_improve_edge,
        grouped.range_low,
        grouped.range_high,
        cast(coalesce(grouped.numerator, 0) as decimal(38, 6)) as numerator,
        cast(
            coalesce(grouped.denominator, company_parts.denominator, 0) as decimal(38, 6)
        ) as denominator,
        cast(coalesce(grouped.sum_of_squares, 0) as decimal(38, 6)) as sum_of_squares,
        cast(coalesce(grouped.sample_size, 0) as bigint) as sample_size,
        cast(grouped.numerator_count as decimal(38, 6)) as numerator_count,
        cast(company_parts.denominator_count as decimal(38, 6)) as denominator_count
    from grouped
    left join company_parts
        on
            grouped.period = company_parts.period
            and grouped.period_start = company_parts.period_start
            and grouped.indicator = company_parts.indicator
    where
        coalesce(grouped.numerator, 0) <> 0
        or coalesce(grouped.denominator, company_parts.denominator, 0) <> 0

)

select * from final
