with written as (
    select
        desk,
        day_plan.day,
        date_diff('day', date '2000-01-01', day_plan.day) * 10000 + desk as note
    from day_plan
    cross join range(getvariable('desks')) as desks (desk)
    where
        day_plan.day between getvariable('from_day') and getvariable('to_day')
        and u(date_diff('day', date '2000-01-01', day_plan.day) * 10000 + desk, 30) < 0.1
)

select
    'N' || note as contribution_id,
    agent_of(desk, day) as agent_id,
    pick(note, 31, ['kb_update', 'kb_update', 'case_share', 'suggestion']) as kind,
    day + interval 15 hour as created_at,
    cast(floor(u(note, 32) * 3) as integer) as citations,
    u(note, 33) < 0.4 as adopted
from written
where day + interval 15 hour between getvariable('since') and getvariable('horizon')
