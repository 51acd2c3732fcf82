{{ config(
    materialized='incremental', incremental_strategy='replace_from', on_schema_change='fail',
    meta={'rebuilt_by': 'period_start', 'parquet_by_month': true, 'in_batches': true}
) }}
-- depends_on: {{ ref('int_batch') }}
-- gap = Σ over segments of share of the denominators × distance of the segment to its own target.
-- With all numbers over the whole's denominator, the parts add up to the whole.
with indicators as (

    select * from {{ ref('measured_indicator') }}

),

entities as (

    select * from {{ ref('measured_entity') }}

),

periods as (

    select * from {{ ref('measured_period') }} where period = 'month'

),

shortfalls as (

    -- Numbered: half a million segments are grouped by one number instead of ten columns.
    select
        *,
        row_number() over (
            order by entity_type, entity_id, period, period_start, indicator
        ) as shortfall
    from {{ ref('int_shortfall') }}
    where {{ is_rebuilt('period_start') }}

),

segments as (

    select * from {{ ref('int_indicator_segment') }} where {{ is_rebuilt_period('period_key') }}

),

months as (

    select
        shortfalls.shortfall,
        shortfalls.missed_edge,
        indicators.indicator_key,
        entities.entity_key,
        periods.period_key
    from shortfalls
    inner join indicators
        on shortfalls.indicator = indicators.indicator
    inner join entities
        on
            shortfalls.entity_type = entities.entity_type
            and shortfalls.entity_id = entities.entity_id
    inner join periods
        on
            periods.period_start >= shortfalls.period_start
            and periods.period_start
            < {{ plus_periods('shortfalls.period_start', 'shortfalls.period', '1') }}

),

summed as (

    select
        months.shortfall,
        segments.segment_kind,
        segments.segment,
        sum(segments.numerator) as numerator,
        sum(segments.denominator) as denominator,
        coalesce(
            sum(
                case
                    when months.missed_edge = 'target' then segments.target_denominator
                    else segments.range_denominator
                end
            ),
            0
        ) as edge_denominator,
        coalesce(
            sum(
                case months.missed_edge
                    when 'target' then segments.target_sum
                    when 'range_low' then segments.range_low_sum
                    else segments.range_high_sum
                end
            ),
            0
        ) as edge_sum
    from months
    inner join segments
        on
            months.indicator_key = segments.indicator_key
            and months.entity_key = segments.entity_key
            and months.period_key = segments.period_key
    group by months.shortfall, segments.segment_kind, segments.segment

),

-- A kind of which nothing is known says nothing.
known_kinds as (

    select distinct
        shortfall,
        segment_kind
    from summed
    where segment <> 'unknown'

),

-- Events without a threshold of their own are held against the whole's.
distances as (

    select
        summed.shortfall,
        summed.segment_kind,
        summed.segment,
        summed.numerator,
        summed.denominator,
        cast(summed.edge_sum as double)
        + shortfalls.edge * cast(summed.denominator - summed.edge_denominator as double)
            as expected_sum,
        shortfalls.entity_type,
        shortfalls.entity_id,
        shortfalls.period,
        shortfalls.period_start,
        shortfalls.indicator,
        shortfalls.scale,
        shortfalls.side,
        shortfalls.gap,
        cast(shortfalls.denominator as double) as whole_denominator,
        shortfalls.is_severe,
        shortfalls.is_complete
    from summed
    inner join shortfalls
        on summed.shortfall = shortfalls.shortfall
    inner join known_kinds
        on
            summed.shortfall = known_kinds.shortfall
            and summed.segment_kind = known_kinds.segment_kind

),

contributions as (

    select
        *,
        side * (cast(numerator as double) * scale - expected_sum) / whole_denominator
            as contribution,
        cast(numerator as double) / nullif(cast(denominator as double), 0) * scale as value,
        expected_sum / nullif(cast(denominator as double), 0) as target,
        cast(denominator as double) / whole_denominator as denominator_share
    from distances

),

final as (

    select
        entity_type,
        entity_id,
        period,
        period_start,
        indicator,
        segment_kind,
        segment,
        numerator,
        denominator,
        denominator_share,
        value,
        target,
        side * (value - target) as distance,
        contribution,
        contribution / gap as gap_share,
        gap,
        cast(
            row_number() over (
                partition by shortfall, segment_kind
                order by contribution desc, segment asc
            ) as integer
        ) as place,
        is_severe,
        is_complete
    from contributions

)

select * from final
