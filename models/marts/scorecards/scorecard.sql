{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'period_start'}, on_schema_change='fail'
) }}
-- A card is compared with the one before it: a quarter before what is rebuilt is read too.
-- Totals are sums of the lines that count, as decimals, so that no order of rows changes a figure.
with recursive cards as (

    select * from {{ ref('int_scorecard_card') }} where {{ is_rebuilt('period_start', days=100) }}

),

lines as (

    select * from {{ ref('scorecard_line') }} where {{ is_rebuilt('period_start', days=100) }}

),

sums as (

    select
        entity_type,
        entity_id,
        period,
        period_start,
        scheme,
        cast(sum(cast(weight as decimal(24, 12))) as double) as weight_of_all,
        cast(
            sum(case when status = 'ok' then cast(weight as decimal(24, 12)) end) as double
        ) as weight_measured,
        cast(sum(cast(weighted_points as decimal(24, 12))) as double) as weighted_points,
        cast(sum(cast(lost_points as decimal(24, 12))) as double) as lost_points,
        sqrt(
            cast(sum(cast(pow(weight * points_margin, 2) as decimal(28, 8))) as double)
        ) as weighted_margin
    from lines
    group by entity_type, entity_id, period, period_start, scheme

),

totals as (

    select
        cards.entity_type,
        cards.entity_id,
        cards.period,
        cards.period_start,
        cards.scheme,
        cards.team_id,
        cards.role,
        cards.season,
        cards.is_complete,
        cards.is_primary,
        cards.is_pilot,
        coalesce(sums.weight_measured, 0) / sums.weight_of_all as coverage,
        case
            when
                sums.weight_measured / sums.weight_of_all
                >= cards.min_coverage - {{ comparison_tolerance() }}
                then round(sums.weighted_points / sums.weight_measured * 100, 9)
        end as total,
        case
            when
                sums.weight_measured / sums.weight_of_all
                >= cards.min_coverage - {{ comparison_tolerance() }}
                then sums.weighted_margin / sums.weight_measured
        end as total_margin,
        sums.lost_points
    from cards
    inner join sums
        on
            cards.entity_type = sums.entity_type
            and cards.entity_id = sums.entity_id
            and cards.period = sums.period
            and cards.period_start = sums.period_start
            and cards.scheme = sums.scheme

),

grade_bands as (

    select
        grade,
        cast(min_total as double) as min_total,
        cast(lead(min_total) over (order by min_total) as double) as next_min_total
    from {{ ref('grade_bands') }}

),

ranked as (

    select
        entity_type,
        entity_id,
        period,
        period_start,
        scheme,
        total,
        total_margin,
        dense_rank() over cell as rank,
        100 * coalesce(percent_rank() over (
            partition by entity_type, period, period_start, scheme order by total
        ), 0) as percent_below,
        count(*) over (partition by entity_type, period, period_start, scheme) as rated_entities,
        row_number() over (
            partition by entity_type, period, period_start, scheme
            order by total desc, entity_id asc
        ) as position
    from totals
    where total is not null
    window cell as (
        partition by entity_type, period, period_start, scheme
        order by total desc
    )

),

-- The first of each group, found one after the other: the next group starts at the first entity
-- whose total differs from the present group's first by more than the intervals of both allow.
group_heads as (

    select
        entity_type,
        period,
        period_start,
        scheme,
        position,
        total,
        total_margin,
        1 as tie_group
    from ranked
    where position = 1
    union all
    select
        group_heads.entity_type,
        group_heads.period,
        group_heads.period_start,
        group_heads.scheme,
        min(ranked.position) as position,
        min_by(ranked.total, ranked.position) as total,
        min_by(ranked.total_margin, ranked.position) as total_margin,
        max(group_heads.tie_group) + 1 as tie_group
    from group_heads
    inner join ranked
        on
            group_heads.entity_type = ranked.entity_type
            and group_heads.period = ranked.period
            and group_heads.period_start = ranked.period_start
            and group_heads.scheme = ranked.scheme
            and group_heads.position < ranked.position
            and group_heads.total - ranked.total > sqrt(
                pow(group_heads.total_margin, 2) + pow(ranked.total_margin, 2)
            ) + {{ comparison_tolerance() }}
    group by
        group_heads.entity_type,
        group_heads.period,
        group_heads.period_start,
        group_heads.scheme

),

group_spans as (

    select
        *,
        lead(position) over (
            partition by entity_type, period, period_start, scheme
            order by position
        ) as next_position
    from group_heads

),

final as (

    select
        totals.entity_type,
        totals.entity_id,
        totals.period,
        totals.period_start,
        totals.scheme,
        totals.is_primary,
        totals.team_id,
        totals.role,
        totals.total,
        totals.total_margin,
        totals.coverage,
        grade_bands.grade,
        cast(ranked.rank as integer) as rank,
        case
            when ranked.rated_entities = 1 then 100
            else ranked.percent_below
        end as percentile,
        cast(group_spans.tie_group as integer) as tie_group,
        totals.lost_points,
        previous.total as prev_total,
        totals.total - previous.total as change,
        totals.season,
        totals.is_pilot,
        totals.is_complete
    from totals
    left join ranked
        on
            totals.entity_type = ranked.entity_type
            and totals.entity_id = ranked.entity_id
            and totals.period = ranked.period
            and totals.period_start = ranked.period_start
            and totals.scheme = ranked.scheme
    left join group_spans
        on
            ranked.entity_type = group_spans.entity_type
            and ranked.period = group_spans.period
            and ranked.period_start = group_spans.period_start
            and ranked.scheme = group_spans.scheme
            and ranked.position >= group_spans.position
            and ranked.position < coalesce(group_spans.next_position, ranked.position + 1)
    left join grade_bands
        on
            totals.total >= grade_bands.min_total - {{ comparison_tolerance() }}
            and (
                grade_bands.next_min_total is null
                or totals.total < grade_bands.next_min_total - {{ comparison_tolerance() }}
            )
            or (totals.total is null and grade_bands.min_total is null)
    left join totals as previous
        on
            totals.entity_type = previous.entity_type
            and totals.entity_id = previous.entity_id
            and totals.period = previous.period
            and {{ previous_period_start('totals.period', 'totals.period_start') }}
            = previous.period_start
            and totals.scheme = previous.scheme
    where {{ is_rebuilt('totals.period_start') }}

)

select * from final
