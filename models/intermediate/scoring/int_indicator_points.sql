{{ config(
    materialized='incremental', incremental_strategy='replace_from',
    meta={'rebuilt_by': 'period_start', 'in_batches': true}
) }}
-- depends_on: {{ ref('int_batch') }}
-- Points by threshold group, averaged with the groups' denominators: an agent who answers chat and
-- phone is judged by each channel's own threshold. Both methods are computed; a scheme names one.
with groups as (

    select * from {{ ref('int_indicator_period_group') }} where {{ is_rebuilt('period_start') }}

),

indicators as (

    select * from {{ ref('indicators') }}

),

bands as (

    select * from {{ ref('int_band_scale') }}

),

weighed_indicators as (

    select indicator from {{ ref('int_scheme_weight') }}
    union
    select indicator from {{ ref('int_season_overlay') }}

),

scored_periods as (

    select distinct period from {{ ref('int_scheme_period') }}

),

edged as (

    select
        groups.*,
        indicators.direction,
        {{ indicator_quotient(
            'indicators.value_kind', 'groups.numerator', 'groups.denominator',
            'groups.numerator_count', 'groups.denominator_count', 'indicators.scale'
        ) }} as group_value,
        {{ threshold_edges(
            'groups', 'indicators.direction', 'cast(indicators.natural_limit as double)'
        ) }}
    from groups
    inner join indicators
        on groups.indicator = indicators.indicator
    inner join weighed_indicators
        on groups.indicator = weighed_indicators.indicator
    inner join scored_periods
        on groups.period = scored_periods.period
    where groups.entity_type in ('agent', 'team', 'company')

),

scored as (

    select
        *,
        {{ threshold_score('edged', 'group_value', 'direction', 'bands') }} as band_score,
        {{ threshold_score('edged', 'group_value', 'direction', 'linear') }} as linear_score
    from edged

),

pointed as (

    select
        scored.*,
        case when scored.band_score is not null then scored.denominator end as judged_denominator,
        cast(by_band.points as decimal(12, 9)) as band_points,
        cast(
            below.points + (scored.linear_score - below.score) * below.points_to_next
            as decimal(12, 9)
        ) as linear_points
    from scored
    left join bands as by_band
        on scored.band_score = by_band.score
    left join bands as below
        on floor(scored.linear_score) = below.score

),

-- Decimals, so that the sums do not depend on the order of rows.
sums as (

    select
        entity_type,
        entity_id,
        period,
        period_start,
        indicator,
        sum(cast(judged_denominator as decimal(24, 6))) as judged_denominator,
        sum(cast(judged_denominator as decimal(24, 6)) * band_points) as band_points,
        sum(cast(judged_denominator as decimal(24, 6)) * linear_points) as linear_points,
        sum(
            cast(judged_denominator as decimal(24, 6)) * cast(threshold_step as decimal(14, 6))
        ) as threshold_step,
        min(range_low) as range_low,
        min(range_high) as range_high
    from pointed
    group by entity_type, entity_id, period, period_start, indicator

),

final as (

    select
        entity_type,
        entity_id,
        period,
        period_start,
        indicator,
        round(cast(band_points as double) / nullif(cast(judged_denominator as double), 0), 9)
            as band_points,
        round(cast(linear_points as double) / nullif(cast(judged_denominator as double), 0), 9)
            as linear_points,
        cast(threshold_step as double) / nullif(cast(judged_denominator as double), 0)
            as threshold_step,
        range_low,
        range_high
    from sums

)

select * from final
