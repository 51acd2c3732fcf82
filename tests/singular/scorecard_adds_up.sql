-- A card is the sum of its lines: weights are 100, weighted and lost points give the weight, and the
-- total is what the lines that count give.
with sums as (

    select
        entity_type,
        entity_id,
        period,
        period_start,
        scheme,
        sum(weight) as weight,
        sum(case when status = 'ok' then weight end) as weight_measured,
        sum(weighted_points) as weighted_points,
        sum(lost_points) as lost_points
    from {{ ref('scorecard_line') }}
    group by entity_type, entity_id, period, period_start, scheme

)

select
    scorecard.entity_type,
    scorecard.entity_id,
    scorecard.period,
    scorecard.period_start,
    scorecard.scheme,
    scorecard.total,
    sums.weight,
    sums.weight_measured,
    sums.weighted_points,
    sums.lost_points
from {{ ref('scorecard') }} as scorecard
full outer join sums
    on
        scorecard.entity_type = sums.entity_type
        and scorecard.entity_id = sums.entity_id
        and scorecard.period = sums.period
        and scorecard.period_start = sums.period_start
        and scorecard.scheme = sums.scheme
where
    scorecard.scheme is null
    or sums.scheme is null
    or abs(sums.weight - 100) > 0.000001
    or abs(coalesce(sums.weighted_points + sums.lost_points - sums.weight_measured, 0)) > 0.000001
    or abs(coalesce(scorecard.coverage * 100 - sums.weight_measured, 0)) > 0.000001
    or abs(
        coalesce(scorecard.total - 100 * sums.weighted_points / sums.weight_measured, 0)
    ) > 0.000001
    or (scorecard.total is null) <> (scorecard.grade = 'not rated')
