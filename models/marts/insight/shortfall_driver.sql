{{ config(
    materialized='view', meta={'rebuilt_by': 'period_start', 'parquet_by_month': true}
) }}
-- gap = Σ over segments of share of the denominators × distance of the segment to its own target.
-- With all numbers over the whole's denominator, the parts add up to the whole. A view: what a reader
-- works out in milliseconds would be a quarter of the published file.
with shortfalls as (

    select * from {{ ref('measured_shortfall') }}

),

segments as (

    select * from {{ ref('shortfall_segment') }} where place is not null

),

valued as (

    select
        shortfalls.entity_type,
        shortfalls.entity_id,
        shortfalls.period,
        shortfalls.period_start,
        shortfalls.indicator,
        segments.segment_kind,
        segments.segment,
        segments.numerator,
        segments.denominator,
        cast(segments.denominator as double) / cast(shortfalls.denominator as double)
            as denominator_share,
        cast(segments.numerator as double)
        / nullif(cast(segments.denominator as double), 0) * shortfalls.scale as value,
        segments.expected_sum / nullif(cast(segments.denominator as double), 0) as target,
        shortfalls.side,
        {{ gap_contribution(
            'segments.numerator', 'segments.expected_sum', 'shortfalls.scale', 'shortfalls.side',
            'shortfalls.denominator'
        ) }} as contribution,
        shortfalls.gap,
        segments.place,
        shortfalls.is_severe,
        shortfalls.is_complete
    from segments
    inner join shortfalls
        on
            segments.period_key = shortfalls.period_key
            and segments.entity_key = shortfalls.entity_key
            and segments.indicator_key = shortfalls.indicator_key

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
        place,
        is_severe,
        is_complete
    from valued

)

select * from final
