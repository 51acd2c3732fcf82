{{ config(
    materialized='incremental', incremental_strategy='replace_from',
    meta={'rebuilt_by': 'period_start', 'in_batches': true}
) }}
-- depends_on: {{ ref('int_batch') }}
-- What every line measures and what it is compared with. A threshold that the scheme brings itself
-- (a rule, a pair, a range) takes the place of the general one as a whole.
with cards as (

    select * from {{ ref('int_scorecard_card') }} where {{ is_rebuilt('period_start') }}

),

weights as (

    select * from {{ ref('int_scheme_period_weight') }}

),

indicators as (

    select * from {{ ref('indicators') }}

),

-- Days are most of the rows and never scored.
indicator_values as (

    select figures.*
    from {{ ref('indicator_value') }} as figures
    where
        figures.period in (select scored.period from {{ ref('int_scheme_period') }} as scored)
        and figures.entity_type in ('agent', 'team', 'company')
        and {{ is_rebuilt('figures.period_start') }}

),

indicator_points as (

    select * from {{ ref('int_indicator_points') }} where {{ is_rebuilt('period_start') }}

),

role_medians as (

    select * from {{ ref('int_role_median') }}

),

-- An agent's line of an indicator that judges a queue is the line of the agent's team.
lines as (

    select
        cards.entity_type,
        cards.entity_id,
        cards.period,
        cards.period_start,
        cards.scheme,
        cards.team_id,
        cards.role,
        cards.method,
        weights.indicator,
        weights.dimension,
        weights.weight,
        weights.weight_row,
        weights.min_sample,
        weights.target as scheme_target,
        weights.baseline as scheme_baseline,
        weights.range_low as scheme_range_low,
        weights.range_high as scheme_range_high,
        weights.target_rule,
        weights.baseline_share,
        weights.best_band,
        indicators.direction as catalogue_direction,
        indicators.natural_limit,
        indicators.scored_on,
        case
            when weights.target_rule is not null then weights.target_rule
            when coalesce(weights.target, weights.range_low) is not null then 'scheme'
            when indicators.scored_on = 'year_on_year' then indicators.scored_on
            else 'thresholds'
        end as judged_by,
        cards.entity_type = 'agent' and indicators.is_inherited_by_agent as is_inherited,
        case
            when cards.entity_type = 'agent' and indicators.is_inherited_by_agent then 'team'
            else cards.entity_type
        end as source_type,
        case
            when cards.entity_type = 'agent' and indicators.is_inherited_by_agent
                then cards.team_id
            else cards.entity_id
        end as source_id
    from cards
    inner join weights
        on
            cards.scheme = weights.scheme
            and cards.period = weights.period
            and cards.period_start = weights.period_start
    inner join indicators
        on weights.indicator = indicators.indicator

),

company_values as (

    select *
    from indicator_values
    where entity_type = 'company'

),

measured as (

    select
        lines.*,
        indicator_values.value,
        indicator_values.value_low,
        indicator_values.value_high,
        indicator_values.numerator,
        indicator_values.denominator,
        indicator_values.sample_size,
        indicator_values.prev_value,
        indicator_values.change,
        case
            when lines.scored_on = 'year_on_year'
                then {{ year_on_year('indicator_values') }}
            else indicator_values.value
        end as scored_value,
        case
            when lines.scored_on = 'year_on_year' then {{ year_on_year('company_values') }}
            else company_values.value
        end as company_value,
        indicator_points.band_points as group_band_points,
        indicator_points.linear_points as group_linear_points,
        indicator_points.threshold_step as group_threshold_step,
        case
            when lines.judged_by = 'role_median' and lines.entity_type = 'agent'
                then role_medians.role_median
            when lines.judged_by in ('thresholds', 'year_on_year') then indicator_values.target
            else lines.scheme_target
        end as target,
        case
            when lines.judged_by = 'role_median' and lines.entity_type = 'agent'
                then role_medians.role_median * lines.baseline_share
            when lines.judged_by in ('thresholds', 'year_on_year') then indicator_values.baseline
            else lines.scheme_baseline
        end as baseline,
        case
            when lines.judged_by in ('thresholds', 'year_on_year') then indicator_points.range_low
            else lines.scheme_range_low
        end as range_low,
        case
            when lines.judged_by in ('thresholds', 'year_on_year') then indicator_points.range_high
            else lines.scheme_range_high
        end as range_high
    from lines
    left join indicator_values
        on
            lines.source_type = indicator_values.entity_type
            and lines.source_id = indicator_values.entity_id
            and lines.period = indicator_values.period
            and lines.period_start = indicator_values.period_start
            and lines.indicator = indicator_values.indicator
    left join indicator_points
        on
            lines.source_type = indicator_points.entity_type
            and lines.source_id = indicator_points.entity_id
            and lines.period = indicator_points.period
            and lines.period_start = indicator_points.period_start
            and lines.indicator = indicator_points.indicator
    left join company_values
        on
            lines.period = company_values.period
            and lines.period_start = company_values.period_start
            and lines.indicator = company_values.indicator
    left join role_medians
        on
            lines.period = role_medians.period
            and lines.period_start = role_medians.period_start
            and lines.role = role_medians.role
            and lines.indicator = role_medians.indicator

),

-- A watched indicator has no better side of its own: the scheme's threshold gives it one.
final as (

    select
        *,
        case
            when range_low is not null then 'range'
            when catalogue_direction in ('lower', 'higher') then catalogue_direction
            when target < baseline then 'lower'
            else 'higher'
        end as direction
    from measured

)

select * from final
