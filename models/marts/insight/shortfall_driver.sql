-- gap = Σ over segments of share of the denominators × distance of the segment to its own target.
-- With all numbers over the whole's denominator, the parts add up to the whole.
with shortfalls as (

    select * from {{ ref('int_shortfall') }}

),

segments as (

    select * from {{ ref('int_indicator_segment') }}

),

periods as (

    select
        *,
        'month' as period,
        month_start as period_start
    from segments
    union all
    select
        *,
        'quarter' as period,
        {{ period_start('quarter', 'month_start') }} as period_start
    from segments

),

summed as (

    select
        shortfalls.entity_type,
        shortfalls.entity_id,
        shortfalls.period,
        shortfalls.period_start,
        shortfalls.indicator,
        shortfalls.scale,
        shortfalls.side,
        shortfalls.edge,
        shortfalls.gap,
        shortfalls.denominator as whole_denominator,
        shortfalls.is_severe,
        shortfalls.is_complete,
        periods.segment_kind,
        periods.segment,
        sum(periods.numerator) as numerator,
        sum(periods.denominator) as denominator,
        coalesce(
            case
                when shortfalls.missed_edge = 'target' then sum(periods.target_denominator)
                else sum(periods.range_denominator)
            end,
            0
        ) as edge_denominator,
        coalesce(
            case shortfalls.missed_edge
                when 'target' then cast(sum(periods.target_sum) as double)
                when 'range_low' then cast(sum(periods.range_low_sum) as double)
                else cast(sum(periods.range_high_sum) as double)
            end,
            0
        ) as edge_sum
    from shortfalls
    inner join periods
        on
            shortfalls.entity_type = periods.entity_type
            and shortfalls.entity_id = periods.entity_id
            and shortfalls.period = periods.period
            and shortfalls.period_start = periods.period_start
            and shortfalls.indicator = periods.indicator
    group by
        shortfalls.entity_type,
        shortfalls.entity_id,
        shortfalls.period,
        shortfalls.period_start,
        shortfalls.indicator,
        shortfalls.scale,
        shortfalls.side,
        shortfalls.edge,
        shortfalls.gap,
        shortfalls.denominator,
        shortfalls.is_severe,
        shortfalls.is_complete,
        shortfalls.missed_edge,
        periods.segment_kind,
        periods.segment

),

-- Events without a threshold of their own are held against the whole's.
distances as (

    select
        *,
        edge_sum + edge * cast(denominator - edge_denominator as double) as expected_sum
    from summed

),

contributions as (

    select
        *,
        side * (cast(numerator as double) * scale - expected_sum)
        / cast(whole_denominator as double) as contribution,
        cast(numerator as double) / nullif(cast(denominator as double), 0) * scale as value,
        expected_sum / nullif(cast(denominator as double), 0) as target,
        cast(denominator as double) / cast(whole_denominator as double) as denominator_share,
        count(case when segment <> 'unknown' then 1 end) over (
            partition by entity_type, entity_id, period, period_start, indicator, segment_kind
        ) as known_segments
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
                partition by entity_type, entity_id, period, period_start, indicator, segment_kind
                order by contribution desc, segment asc
            ) as integer
        ) as place,
        is_severe,
        is_complete
    from contributions
    -- A kind of which nothing is known says nothing.
    where known_segments > 0

)

select * from final
