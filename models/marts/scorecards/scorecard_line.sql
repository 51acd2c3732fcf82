{{ config(
    materialized='incremental', incremental_strategy='replace_from', on_schema_change='fail',
    meta={'rebuilt_by': 'period_start', 'parquet_by_month': true, 'in_batches': true}
) }}
-- depends_on: {{ ref('int_batch') }}
-- A score is first a table of contributions: the card's total is their sum, nothing else. In three
-- steps, written once: what every line measures and is compared with (measured), its points by the
-- scheme's method (pointed), and where they stand among those of others. A threshold that the
-- scheme brings itself (a rule, a pair, a range) takes the place of the general one as a whole.
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
        figures.period <> 'day'
        and figures.period in (
            select scored.period from {{ ref('int_scheme_period') }} as scored
        )
        and figures.entity_type in ('agent', 'team', 'company')
        and {{ is_rebuilt('figures.period_start') }}

),

indicator_points as (

    select * from {{ ref('int_indicator_points') }} where {{ is_rebuilt('period_start') }}

),

role_medians as (

    select * from {{ ref('int_role_median') }}

),

bands as (

    select * from {{ ref('int_band_scale') }}

),

benchmarks as (

    select
        indicator,
        cast(figure as double) as figure
    from {{ ref('industry_benchmarks') }}
    where
        is_reference
        and (industry is null or industry = {{ industry() }})

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

-- A watched indicator has no better side of its own: the scheme's threshold gives it one. Explicit
-- edges belong to rows of indicator_targets, which judge by threshold group.
directed as (

    select
        *,
        case
            when range_low is not null then 'range'
            when catalogue_direction in ('lower', 'higher') then catalogue_direction
            when target < baseline then 'lower'
            else 'higher'
        end as direction,
        cast(null as double) as excellent_edge,
        cast(null as double) as good_edge,
        cast(null as double) as qualified_edge,
        cast(null as double) as to_improve_edge
    from measured

),

edged as (

    select
        *,
        {{ threshold_edges(
            'directed',
            'directed.direction',
            "case when directed.scored_on = 'value' "
            ~ "then cast(directed.natural_limit as double) end"
        ) }}
    from directed

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

line_points as (

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

),

earned as (

    select distinct points
    from line_points
    where points is not null

),

-- Few different points occur, so the band of each is looked up once.
band_of_points as (

    select
        earned.points,
        bands.band
    from earned
    inner join bands
        on
            earned.points >= bands.points - {{ comparison_tolerance() }}
            and (
                bands.next_points is null
                or earned.points < bands.next_points - {{ comparison_tolerance() }}
            )

),

-- By linear points, so that agents who work under different thresholds compare; lines that do not
-- count have no place. Narrow rows: a window sorts all that it is given.
places as (

    select
        entity_id,
        period,
        period_start,
        scheme,
        indicator,
        dense_rank() over (
            partition by period_start, period, scheme, indicator, team_id
            order by linear_points desc nulls last
        ) as place_in_team,
        dense_rank() over (
            partition by period_start, period, scheme, indicator, role
            order by linear_points desc nulls last
        ) as place_in_role
    from line_points
    where entity_type = 'agent' and status = 'ok'

),

final as (

    select
        line_points.entity_type,
        line_points.entity_id,
        line_points.period,
        line_points.period_start,
        line_points.scheme,
        line_points.indicator,
        line_points.dimension,
        line_points.team_id,
        line_points.role,
        line_points.value,
        line_points.value_low,
        line_points.value_high,
        line_points.numerator,
        line_points.denominator,
        line_points.sample_size,
        line_points.scored_value,
        line_points.target,
        line_points.baseline,
        line_points.range_low,
        line_points.range_high,
        band_of_points.band,
        line_points.points,
        line_points.weight,
        line_points.weight * line_points.points / 100 as weighted_points,
        line_points.weight * (100 - line_points.points) / 100 as lost_points,
        line_points.prev_value,
        line_points.change,
        places.place_in_team as rank_in_team,
        places.place_in_role as rank_in_role,
        line_points.status,
        line_points.is_inherited,
        case when line_points.status = 'ok' then {{ standing(
            value='line_points.scored_value',
            reference='coalesce(benchmarks.figure, line_points.company_value)',
            relation='line_points',
        ) }} end as standing,
        line_points.points_margin,
        line_points.weight_row,
        line_points.method,
        line_points.judged_by,
        line_points.min_sample
    from line_points
    left join places
        on
            line_points.entity_type = 'agent'
            and line_points.entity_id = places.entity_id
            and line_points.period = places.period
            and line_points.period_start = places.period_start
            and line_points.scheme = places.scheme
            and line_points.indicator = places.indicator
    left join band_of_points
        on line_points.points = band_of_points.points
    left join benchmarks
        on line_points.indicator = benchmarks.indicator

)

select * from final
