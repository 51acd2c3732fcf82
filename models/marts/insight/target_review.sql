{{ config(
    materialized='incremental', incremental_strategy='replace_from', on_schema_change='fail',
    meta={'rebuilt_by': 'quarter_start'}
) }}
-- A step is the distance between target and baseline, as the bands count it; moves go towards more
-- demanding values where positive, whichever way that is.
with indicator_values as (

    select *
    from {{ ref('indicator_value') }}
    where
        period = 'quarter'
        and entity_type in ('company', 'agent')
        and {{ is_rebuilt('period_start') }}

),

indicators as (

    select * from {{ ref('indicators') }} where direction in ('lower', 'higher')

),

benchmarks as (

    select
        indicator,
        cast(figure as double) as figure
    from {{ ref('industry_benchmarks') }}
    where
        is_reference
        and figure is not null
        and (industry is null or industry = {{ industry() }})

),

rules as (

    select * from {{ ref('target_review_rules') }}

),

agents as (

    select
        indicator_values.period_start,
        indicator_values.indicator,
        count(*) as agents,
        count(
            case
                when
                    ({{ orientation('indicators.direction') }})
                    * (indicator_values.value - indicator_values.target)
                    >= -{{ comparison_tolerance() }}
                    then 1
            end
        ) as agents_on_target
    from indicator_values
    inner join indicators
        on indicator_values.indicator = indicators.indicator
    where
        indicator_values.entity_type = 'agent'
        and indicator_values.target is not null
        and indicator_values.sample_size >= indicators.min_sample_default
    group by indicator_values.period_start, indicator_values.indicator

),

companies as (

    select
        indicator_values.indicator,
        indicator_values.period_start as quarter_start,
        indicators.natural_limit,
        {{ orientation('indicators.direction') }} as better_side,
        case
            when indicators.scored_on = 'year_on_year' then {{ year_on_year('indicator_values') }}
            else indicator_values.value
        end as actual,
        indicator_values.sample_size,
        indicator_values.target,
        indicator_values.baseline,
        abs(indicator_values.target - indicator_values.baseline) as step,
        benchmarks.figure as industry_figure,
        coalesce(agents.agents, 0) as agents,
        coalesce(agents.agents_on_target, 0) as agents_on_target,
        cast(agents.agents_on_target as double) / agents.agents * 100 as agent_share,
        indicator_values.is_complete
    from indicator_values
    inner join indicators
        on indicator_values.indicator = indicators.indicator
    left join benchmarks
        on indicator_values.indicator = benchmarks.indicator
    left join agents
        on
            indicator_values.indicator = agents.indicator
            and indicator_values.period_start = agents.period_start
    where
        indicator_values.entity_type = 'company'
        and indicator_values.target is not null
        and indicator_values.sample_size >= indicators.min_sample_default

),

standings as (

    select
        *,
        case
            when better_side * (actual - target) >= -{{ comparison_tolerance() }} then 'on_target'
            when better_side * (actual - baseline) >= -{{ comparison_tolerance() }} then 'between'
            else 'below_baseline'
        end as standing,
        better_side * (industry_figure - target) > {{ comparison_tolerance() }}
            as is_industry_ahead,
        better_side * (industry_figure - target) >= -{{ comparison_tolerance() }}
            as is_industry_as_demanding
    from companies
    where actual is not null

),

-- Of the rules that fit, the first decides. What concerns agents does not fit where none is
-- measured.
fitting as (

    select
        standings.*,
        rules.rule,
        rules.target_steps,
        rules.baseline_steps,
        rules.towards_industry,
        rules.reason_en,
        rules.reason_zh,
        row_number() over (
            partition by standings.indicator, standings.quarter_start
            order by rules.position, rules.rule
        ) as fit
    from standings
    inner join rules
        on
            (rules.standing = 'any' or standings.standing = rules.standing)
            and (
                rules.min_agent_share is null or standings.agent_share >= rules.min_agent_share
            )
            and (
                rules.max_agent_share is null or standings.agent_share <= rules.max_agent_share
            )
            and (
                rules.industry = 'any'
                or (rules.industry = 'more_demanding' and standings.is_industry_ahead)
                or (rules.industry = 'as_demanding' and standings.is_industry_as_demanding)
            )

),

moved as (

    select
        *,
        case
            when towards_industry
                then target + better_side * least(step, better_side * (industry_figure - target))
            else target + better_side * target_steps * step
        end as moved_target,
        baseline + better_side * baseline_steps * step as moved_baseline
    from fitting
    where fit = 1

),

-- Nothing is asked beyond what is possible: halfway to the natural limit at most.
final as (

    select
        indicator,
        quarter_start,
        actual,
        sample_size,
        industry_figure,
        agents,
        agents_on_target,
        agent_share,
        target,
        baseline,
        standing,
        rule,
        round(
            case
                when better_side * (moved_target - natural_limit) >= 0
                    then (target + natural_limit) / 2
                else moved_target
            end,
            3
        ) as proposed_target,
        round(
            case
                when better_side * (moved_baseline - natural_limit) >= 0
                    then (baseline + natural_limit) / 2
                else moved_baseline
            end,
            3
        ) as proposed_baseline,
        moved_target <> target or moved_baseline <> baseline as is_changed,
        reason_en,
        reason_zh,
        is_complete
    from moved

)

select * from final
