{{ config(
    materialized='incremental', incremental_strategy='replace_from', on_schema_change='fail',
    meta={'rebuilt_by': 'period_start', 'parquet_by_month': true}
) }}
-- A score is first a table of contributions: the card's total is their sum, nothing else.
with line_points as (

    select * from {{ ref('int_scorecard_line_points') }} where {{ is_rebuilt('period_start') }}

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
-- count have none and stand behind all others.
ranked as (

    select
        *,
        entity_type = 'agent' and status = 'ok' as is_ranked,
        dense_rank() over (
            partition by entity_type, period_start, period, scheme, indicator, team_id
            order by linear_points desc nulls last
        ) as place_in_team,
        dense_rank() over (
            partition by entity_type, period_start, period, scheme, indicator, role
            order by linear_points desc nulls last
        ) as place_in_role
    from line_points

),

final as (

    select
        ranked.entity_type,
        ranked.entity_id,
        ranked.period,
        ranked.period_start,
        ranked.scheme,
        ranked.indicator,
        ranked.dimension,
        ranked.team_id,
        ranked.role,
        ranked.value,
        ranked.value_low,
        ranked.value_high,
        ranked.numerator,
        ranked.denominator,
        ranked.sample_size,
        ranked.scored_value,
        ranked.target,
        ranked.baseline,
        ranked.range_low,
        ranked.range_high,
        band_of_points.band,
        ranked.points,
        ranked.weight,
        ranked.weight * ranked.points / 100 as weighted_points,
        ranked.weight * (100 - ranked.points) / 100 as lost_points,
        ranked.prev_value,
        ranked.change,
        case when ranked.is_ranked then ranked.place_in_team end as rank_in_team,
        case when ranked.is_ranked then ranked.place_in_role end as rank_in_role,
        ranked.status,
        ranked.is_inherited,
        case when ranked.status = 'ok' then {{ standing(
            value='ranked.scored_value',
            reference='coalesce(benchmarks.figure, ranked.company_value)',
            relation='ranked',
        ) }} end as standing,
        ranked.points_margin,
        ranked.weight_row,
        ranked.method,
        ranked.judged_by,
        ranked.min_sample
    from ranked
    left join band_of_points
        on ranked.points = band_of_points.points
    left join benchmarks
        on ranked.indicator = benchmarks.indicator

)

select * from final
