{{ config(
    materialized='incremental', incremental_strategy='replace_from',
    meta={'rebuilt_by': 'period_key', 'in_batches': true}
) }}
-- depends_on: {{ ref('int_batch') }}
-- What the segments of a missed target give, and should have given, in which order they explain it:
-- what marts.shortfall_driver cannot work out from a row alone.
with periods as (

    select * from {{ ref('measured_period') }} where period = 'month'

),

shortfalls as (

    -- Numbered: half a million segments are grouped by one number instead of three.
    select
        *,
        row_number() over (order by period_key, entity_key, indicator_key) as shortfall
    from {{ ref('measured_shortfall') }}
    where {{ is_rebuilt_period('period_key') }}

),

segments as (

    select * from {{ ref('int_indicator_segment') }} where {{ is_rebuilt_period('period_key') }}

),

months as (

    select
        shortfalls.shortfall,
        shortfalls.period,
        shortfalls.missed_edge,
        shortfalls.indicator_key,
        shortfalls.entity_key,
        periods.period_key
    from shortfalls
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
        shortfalls.period_key,
        shortfalls.entity_key,
        shortfalls.indicator_key,
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
        shortfalls.denominator as whole_denominator
    from summed
    inner join shortfalls
        on summed.shortfall = shortfalls.shortfall

),

contributions as (

    select
        *,
        {{ gap_contribution('numerator', 'expected_sum', 'scale', 'side', 'whole_denominator') }}
            as contribution
    from expected

),

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

-- A kind of which nothing is known says nothing.
final as (

    select
        period_key,
        entity_key,
        indicator_key,
        segment_kind,
        segment,
        numerator,
        denominator,
        expected_sum,
        cast(place as integer) as place
    from placed
    where is_known_kind

)

select * from final
