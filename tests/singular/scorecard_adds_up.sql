-- A card is the sum of its lines: weights are 100, weighted and lost points give the weight, and the
-- total is what the lines that count give. Of the periods that this run rebuilds: the others added up.
with cards as (

    select * from {{ ref('scorecard') }} where {{ is_rebuilt('period_start') }}

),

sums as (

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
    where {{ is_rebuilt('period_start') }}
    group by entity_type, entity_id, period, period_start, scheme

)

select
    cards.entity_type,
    cards.entity_id,
    cards.period,
    cards.period_start,
    cards.scheme,
    cards.total,
    sums.weight,
    sums.weight_measured,
    sums.weighted_points,
    sums.lost_points
from cards
full outer join sums
    on
        cards.entity_type = sums.entity_type
        and cards.entity_id = sums.entity_id
        and cards.period = sums.period
        and cards.period_start = sums.period_start
        and cards.scheme = sums.scheme
where
    cards.scheme is null
    or sums.scheme is null
    or abs(sums.weight - 100) > 0.000001
    or abs(coalesce(sums.weighted_points + sums.lost_points - sums.weight_measured, 0)) > 0.000001
    or abs(coalesce(cards.coverage * 100 - sums.weight_measured, 0)) > 0.000001
    or abs(
        coalesce(cards.total - 100 * sums.weighted_points / sums.weight_measured, 0)
    ) > 0.000001
    or (cards.total is null) <> (cards.grade = 'not rated')
