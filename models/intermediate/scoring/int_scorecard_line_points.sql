{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'period_start'}
) }}
-- The points of every line by its scheme's method, and whether they count.
with line_values as (

    select * from {{ ref('int_scorecard_line_value') }} where {{ is_rebuilt('period_start') }}

),

bands as (

    select * from {{ ref('int_band_scale') }}

),

-- Explicit edges belong to rows of indicator_targets, which judge by threshold group.
unedged as (

    select
        *,
        cast(null as double) as excellent_edge,
        cast(null as double) as good_edge,
        cast(null as double) as qualified_edge,
        cast(null as double) as to_improve_edge
    from line_values

),

edged as (

    select
        *,
        {{ threshold_edges(
            'unedged',
            'unedged.direction',
            "case when unedged.scored_on = 'value' "
            ~ "then cast(unedged.natural_limit as double) end"
        ) }}
    from unedged

),

scored as (

    select
        *,
        {{ threshold_score('edged', 'scored_value', 'direction', 'bands') }} as band_score,
        {{ threshold_score('edged', 'scored_value', 'direction', 'linear') }} as linear_score
    from edged

),

pointed as (

    select
        scored.*,
        case
            when scored.judged_by = 'thresholds' then scored.group_band_points else by_band.points
        end as points_by_band,
        case
            when scored.judged_by = 'thresholds' then scored.group_linear_points
            else below.points + (scored.linear_score - below.score) * below.points_to_next
        end as linear_points,
        coalesce(best.points, top.points) as most_points,
        case
            when scored.judged_by = 'thresholds' then scored.group_threshold_step
            else scored.threshold_step
        end as step,
        top.points_per_band
    from scored
    left join bands as by_band
        on scored.band_score = by_band.score
    left join bands as below
        on floor(scored.linear_score) = below.score
    left join bands as best
        on scored.best_band = best.band
    inner join bands as top
        on top.next_points is null

),

judged as (

    select
        *,
        case
            when value is null or points_by_band is null then 'not_measured'
            when sample_size < min_sample then 'insufficient_sample'
            else 'ok'
        end as status
    from pointed

),

final as (

    select
        entity_type,
        entity_id,
        period,
        period_start,
        scheme,
        indicator,
        dimension,
        team_id,
        role,
        weight,
        weight_row,
        is_inherited,
        method,
        judged_by,
        min_sample,
        value,
        value_low,
        value_high,
        numerator,
        denominator,
        sample_size,
        prev_value,
        change,
        scored_value,
        company_value,
        direction,
        target,
        baseline,
        range_low,
        range_high,
        status,
        case when status = 'ok' then linear_points end as linear_points,
        case
            when status = 'ok'
                then least(
                    case when method = 'linear' then linear_points else points_by_band end,
                    most_points
                )
        end as points,
        case
            when status = 'ok'
                then coalesce(
                    (value_high - value_low) / 2 * points_per_band / nullif(step, 0), 0
                )
        end as points_margin
    from judged

)

select * from final
