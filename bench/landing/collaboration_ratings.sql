with rated as (
    select
        desk,
        day_plan.day,
        date_diff('day', date '2000-01-01', day_plan.day) * 10000 + desk as rating
    from day_plan
    cross join range(getvariable('desks')) as desks (desk)
    where
        day_plan.day between getvariable('from_day') and getvariable('to_day')
        and u(date_diff('day', date '2000-01-01', day_plan.day) * 10000 + desk, 40) < 0.04
)

select
    'B' || rating as rating_id,
    agent_of(desk, day) as agent_id,
    pick(rating, 41, ['logistics', 'finance', 'product']) as rater_department,
    day + interval 16 hour as rated_at,
    cast(1 + floor(pow(u(rating, 42), 0.4) * 5) as decimal(18, 6)) as satisfaction,
    u(rating, 43) < 0.95 as information_accurate,
    u(rating, 44) < 0.9 as responded_in_time
from rated
where day + interval 16 hour between getvariable('since') and getvariable('horizon')
