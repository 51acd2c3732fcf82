{{ config(
    materialized='incremental', incremental_strategy='replace_from',
    meta={'rebuilt_by': 'period_start', 'in_batches': true}
) }}
-- depends_on: {{ ref('int_batch') }}
-- Where a target is missed, by how much, and which edge is missed: the target, or of a range the
-- end that the value lies beyond. gap is positive, in the unit of the indicator. Numbered like the
-- cells: marts.shortfall_driver joins its segments by these numbers.
with indicator_values as (

    select *
    from {{ ref('indicator_value') }}
    where
        entity_type in ('company', 'team', 'agent')
        and period in ('month', 'quarter')
        and {{ is_rebuilt('period_start') }}

),

indicators as (

    select *
    from {{ ref('measured_indicator') }}
    where value_kind = 'quotient' and scored_on = 'value' and direction <> 'watch'

),

groups as (

    select * from {{ ref('int_indicator_period_group') }} where {{ is_rebuilt('period_start') }}

),

-- A range stands in the groups: indicator_value keeps target and baseline only.
ranges as (

    select
        entity_type,
        entity_id,
        period,
        period_start,
        indicator,
        {{ weighted_mean('range_low', 'denominator') }} as range_low,
        {{ weighted_mean('range_high', 'denominator') }} as range_high
    from groups
    where
        range_low is not null
        and entity_type in ('company', 'team', 'agent')
        and period in ('month', 'quarter')
    group by entity_type, entity_id, period, period_start, indicator

),

edged as (

    select
        indicator_values.entity_type,
        indicator_values.entity_id,
        indicator_values.period,
        indicator_values.period_start,
        indicator_values.indicator,
        indicators.indicator_key,
        indicators.scale,
        indicator_values.value,
        indicator_values.value_low,
        indicator_values.value_high,
        indicator_values.denominator,
        indicator_values.sample_size,
        indicator_values.target,
        indicator_values.baseline,
        ranges.range_low,
        ranges.range_high,
        indicator_values.is_complete,
        case
            when indicators.direction in ('lower', 'higher') then 'target'
            when indicator_values.value < ranges.range_low then 'range_low'
            when indicator_values.value > ranges.range_high then 'range_high'
        end as missed_edge,
        case
            when indicators.direction = 'higher' then 'below'
            when indicators.direction = 'lower' then 'above'
            when indicator_values.value < ranges.range_low then 'below'
            when indicator_values.value > ranges.range_high then 'above'
        end as missed_side
    from indicator_values
    inner join indicators
        on indicator_values.indicator = indicators.indicator
    left join ranges
        on
            indicator_values.entity_type = ranges.entity_type
            and indicator_values.entity_id = ranges.entity_id
            and indicator_values.period = ranges.period
            and indicator_values.period_start = ranges.period_start
            and indicator_values.indicator = ranges.indicator
    where indicator_values.sample_size >= {{ insight_parameter('driver_min_sample') }}

),

measured as (

    select
        *,
        case missed_edge
            when 'target' then target
            when 'range_low' then range_low
            when 'range_high' then range_high
        end as edge,
        case when missed_side = 'above' then 1 else -1 end as side
    from edged
    where missed_edge is not null

),

final as (

    select
        {{ period_number('period', 'period_start') }} as period_key,
        {{ entity_number('entity_type', 'entity_id') }} as entity_key,
        indicator_key,
        entity_type,
        entity_id,
        period,
        period_start,
        indicator,
        scale,
        value,
        denominator,
        sample_size,
        target,
        baseline,
        missed_edge,
        missed_side,
        edge,
        side,
        side * (value - edge) as gap,
        (
            missed_edge = 'target'
            and side * (value - baseline) > {{ comparison_tolerance() }}
        ) as is_severe,
        -- Whether the miss is more than chance: the whole 95 % interval lies beyond the edge.
        coalesce(
            case when missed_side = 'above' then value_low > edge else value_high < edge end, true
        ) as is_sure,
        is_complete
    from measured
    where side * (value - edge) > {{ comparison_tolerance() }}

)

select * from final
