{{ config(materialized='view') }}
-- A view: what was judged alike is only looked up when somebody asks why.
with evidence as (

    select * from {{ ref('scorecard_line_evidence') }}

),

lines as (

    select * from {{ ref('scorecard_line') }}

),

indicators as (

    select * from {{ ref('indicators') }}

),

band_points as (

    select * from {{ ref('band_points') }}

),

grouped as (

    select
        entity_type,
        entity_id,
        period,
        period_start,
        scheme,
        indicator,
        target,
        baseline,
        excellent_edge,
        good_edge,
        qualified_edge,
        to_improve_edge,
        range_low,
        range_high,
        string_agg(distinct threshold_row, ' + ' order by threshold_row) as threshold_row,
        min(base_target) as base_target,
        min(base_baseline) as base_baseline,
        count(*) as events,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from evidence
    group by
        entity_type,
        entity_id,
        period,
        period_start,
        scheme,
        indicator,
        target,
        baseline,
        excellent_edge,
        good_edge,
        qualified_edge,
        to_improve_edge,
        range_low,
        range_high

),

edged as (

    select
        grouped.*,
        lines.method,
        lines.judged_by,
        indicators.direction,
        case
            when indicators.value_kind = 'quotient'
                then {{ indicator_quotient(
                    'indicators.value_kind', 'grouped.numerator', 'grouped.denominator',
                    'null', 'null', 'indicators.scale'
                ) }}
        end as value,
        {{ threshold_edges(
            'grouped', 'indicators.direction', 'cast(indicators.natural_limit as double)'
        ) }}
    from grouped
    inner join lines
        on
            grouped.entity_type = lines.entity_type
            and grouped.entity_id = lines.entity_id
            and grouped.period = lines.period
            and grouped.period_start = lines.period_start
            and grouped.scheme = lines.scheme
            and grouped.indicator = lines.indicator
    inner join indicators
        on grouped.indicator = indicators.indicator

),

scored as (

    select
        *,
        {{ threshold_score('edged', 'value', 'direction', 'bands') }} as band_score,
        {{ threshold_score('edged', 'value', 'direction', 'linear') }} as linear_score
    from edged

),

final as (

    select
        scored.entity_type,
        scored.entity_id,
        scored.period,
        scored.period_start,
        scored.scheme,
        scored.indicator,
        scored.threshold_row,
        scored.base_target,
        scored.base_baseline,
        scored.target,
        scored.baseline,
        scored.excellent_edge_at as excellent_edge,
        scored.to_improve_edge_at as to_improve_edge,
        scored.range_low,
        scored.range_high,
        scored.events,
        scored.numerator,
        scored.denominator,
        scored.value,
        case when scored.judged_by = 'thresholds' then by_band.band end as band,
        case
            when scored.judged_by <> 'thresholds' then null
            when scored.method = 'bands' then cast(by_band.points as double)
            else
                cast(below.points as double)
                + (scored.linear_score - below.score)
                * coalesce(cast(above.points - below.points as double), 0)
        end as points
    from scored
    left join band_points as by_band
        on scored.band_score = by_band.score
    left join band_points as below
        on floor(scored.linear_score) = below.score
    left join band_points as above
        on floor(scored.linear_score) + 1 = above.score

)

select * from final
