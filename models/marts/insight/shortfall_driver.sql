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
        shortfalls.period,
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

found as (

    select
        months.shortfall,
        months.period,
        segments.segment_kind,
        segments.segment,
        segments.numerator,
        segments.denominator,
        coalesce(
            case
                when months.missed_edge = 'target' then segments.target_denominator
                else segments.range_denominator
            end,
            0
        ) as edge_denominator,
        coalesce(
            case months.missed_edge
                when 'target' then segments.target_sum
                when 'range_low' then segments.range_low_sum
                else segments.range_high_sum
            end,
            0
        ) as edge_sum
    from months
    inner join segments
        on
            months.indicator_key = segments.indicator_key
            and months.entity_key = segments.entity_key
            and months.period_key = segments.period_key

),

-- A month is there as it is.
summed as (

    select
        shortfall,
        segment_kind,
        segment,
        numerator,
        denominator,
        edge_denominator,
        edge_sum
    from found
    where period = 'month'
    union all
    select
        shortfall,
        segment_kind,
        segment,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        sum(edge_denominator) as edge_denominator,
        sum(edge_sum) as edge_sum
    from found
    where period <> 'month'
    group by shortfall, segment_kind, segment

),

-- Events without a threshold of their own are held against the whole's.
expected as (

    select
        summed.shortfall,
        summed.segment_kind,
        summed.segment,
        summed.numerator,
        summed.denominator,
        cast(summed.edge_sum as double)
        + shortfalls.edge * cast(summed.denominator - summed.edge_denominator as double)
            as expected_sum,
        shortfalls.side,
        shortfalls.scale,
        cast(shortfalls.denominator as double) as whole_denominator
    from summed
    inner join shortfalls
        on summed.shortfall = shortfalls.shortfall

),

contributions as (

    select
        shortfall,
        segment_kind,
        segment,
        numerator,
        denominator,
        expected_sum,
        side * (cast(numerator as double) * scale - expected_sum) / whole_denominator
            as contribution
    from expected

),

-- A kind of which nothing is known says nothing.
placed as (

    select
        *,
        row_number() over by_contribution as place,
        max(case when segment <> 'unknown' then 1 else 0 end) over (
            partition by shortfall, segment_kind
            order by contribution desc, segment asc
            rows between unbounded preceding and unbounded following
        ) = 1 as is_known_kind
    from contributions
    window by_contribution as (
        partition by shortfall, segment_kind
        order by contribution desc, segment asc
    )

),

valued as (

    select
        shortfalls.entity_type,
        shortfalls.entity_id,
        shortfalls.period,
        shortfalls.period_start,
        shortfalls.indicator,
        placed.segment_kind,
        placed.segment,
        placed.numerator,
        placed.denominator,
        cast(placed.denominator as double) / cast(shortfalls.denominator as double)
            as denominator_share,
        cast(placed.numerator as double)
        / nullif(cast(placed.denominator as double), 0) * shortfalls.scale as value,
        placed.expected_sum / nullif(cast(placed.denominator as double), 0) as target,
        shortfalls.side,
        placed.contribution,
        shortfalls.gap,
        placed.place,
        shortfalls.is_severe,
        shortfalls.is_complete
    from placed
    inner join shortfalls
        on placed.shortfall = shortfalls.shortfall
    where placed.is_known_kind

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
        cast(place as integer) as place,
        is_severe,
        is_complete
    from valued

)

select * from final
