-- A score is first a table of contributions: the card's total is their sum, nothing else.
with cards as (

    select * from {{ ref('int_scorecard_card') }}

),

weights as (

    select * from {{ ref('int_scheme_period_weight') }}

),

indicators as (

    select * from {{ ref('indicators') }}

),

indicator_values as (

    select * from {{ ref('indicator_value') }}

),

indicator_points as (

    select * from {{ ref('int_indicator_points') }}

),

placements as (

    select * from {{ ref('int_agent_placement') }}

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

median_rules as (

    select distinct indicator
    from weights
    where target_rule = 'role_median'

),

-- What a role does is what its median agent does: the target of rule role_median.
role_medians as (

    select
        indicator_values.period,
        indicator_values.period_start,
        placements.role,
        indicator_values.indicator,
        median(indicator_values.value) as role_median
    from indicator_values
    inner join placements
        on
            indicator_values.entity_type = 'agent'
            and indicator_values.entity_id = placements.agent_id
            and indicator_values.period = placements.period
            and indicator_values.period_start = placements.period_start
    inner join median_rules
        on indicator_values.indicator = median_rules.indicator
    group by
        indicator_values.period,
        indicator_values.period_start,
        placements.role,
        indicator_values.indicator

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
        coalesce(
            case
                when lines.target_rule = 'role_median' and lines.entity_type = 'agent'
                    then role_medians.role_median
            end,
            lines.scheme_target,
            indicator_values.target
        ) as target,
        coalesce(
            case
                when lines.target_rule = 'role_median' and lines.entity_type = 'agent'
                    then role_medians.role_median * lines.baseline_share
            end,
            lines.scheme_baseline,
            indicator_values.baseline
        ) as baseline,
        coalesce(lines.scheme_range_low, indicator_points.range_low) as range_low,
        coalesce(lines.scheme_range_high, indicator_points.range_high) as range_high,
        lines.scored_on = 'year_on_year'
        or lines.scheme_target is not null
        or lines.scheme_range_low is not null
        or lines.target_rule is not null as is_scored_as_a_whole
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
            when scored.is_scored_as_a_whole then by_band.points else scored.group_band_points
        end as points_by_band,
        case
            when scored.is_scored_as_a_whole
                then below.points + (scored.linear_score - below.score) * below.points_to_next
            else scored.group_linear_points
        end as linear_points,
        coalesce(best.points, top.points) as most_points,
        case
            when scored.is_scored_as_a_whole then scored.threshold_step
            else scored.group_threshold_step
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
        end as status,
        least(
            case when method = 'linear' then linear_points else points_by_band end, most_points
        ) as earned_points
    from pointed

),

earned as (

    select distinct earned_points as points
    from judged
    where status = 'ok'

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

-- By linear points, so that agents who work under different thresholds compare.
agent_ranks as (

    select
        entity_type,
        entity_id,
        period,
        period_start,
        scheme,
        indicator,
        dense_rank() over (
            partition by period_start, period, scheme, indicator, team_id
            order by linear_points desc
        ) as rank_in_team,
        dense_rank() over (
            partition by period_start, period, scheme, indicator, role
            order by linear_points desc
        ) as rank_in_role
    from judged
    where status = 'ok' and entity_type = 'agent'

),

final as (

    select
        judged.entity_type,
        judged.entity_id,
        judged.period,
        judged.period_start,
        judged.scheme,
        judged.indicator,
        judged.dimension,
        judged.team_id,
        judged.role,
        judged.value,
        judged.value_low,
        judged.value_high,
        judged.numerator,
        judged.denominator,
        judged.sample_size,
        judged.scored_value,
        judged.target,
        judged.baseline,
        judged.range_low,
        judged.range_high,
        band_of_points.band,
        case when judged.status = 'ok' then judged.earned_points end as points,
        judged.weight,
        case when judged.status = 'ok' then judged.weight * judged.earned_points / 100 end
            as weighted_points,
        case when judged.status = 'ok' then judged.weight * (100 - judged.earned_points) / 100 end
            as lost_points,
        judged.prev_value,
        judged.change,
        agent_ranks.rank_in_team,
        agent_ranks.rank_in_role,
        judged.status,
        judged.is_inherited,
        case when judged.status = 'ok' then {{ standing(
            value='judged.scored_value',
            reference='coalesce(benchmarks.figure, judged.company_value)',
            relation='judged',
        ) }} end as standing,
        case
            when judged.status = 'ok'
                then coalesce(
                    (judged.value_high - judged.value_low) / 2
                    * judged.points_per_band / nullif(judged.step, 0),
                    0
                )
        end as points_margin,
        judged.weight_row
    from judged
    left join band_of_points
        on
            judged.status = 'ok'
            and judged.earned_points = band_of_points.points
    left join agent_ranks
        on
            judged.entity_type = agent_ranks.entity_type
            and judged.entity_id = agent_ranks.entity_id
            and judged.period = agent_ranks.period
            and judged.period_start = agent_ranks.period_start
            and judged.scheme = agent_ranks.scheme
            and judged.indicator = agent_ranks.indicator
    left join benchmarks
        on judged.indicator = benchmarks.indicator

)

select * from final
