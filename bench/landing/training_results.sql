with sessions as (
    select
        desk,
        day_plan.day,
        date_diff('day', date '2000-01-01', day_plan.day) * 10000 + desk as session
    from day_plan
    cross join range(getvariable('desks')) as desks (desk)
    where
        day_plan.day between getvariable('from_day') and getvariable('to_day')
        and day_plan.day > cast(getvariable('since') as date) and day_plan.day < getvariable('horizon')
        and dayofmonth(day_plan.day) = 1 + desk % 28
)

select
    agent_of(desk, day) as agent_id,
    'course-' || month(day) as course_id,
    day as scheduled_on,
    pick(session, 20, ['product_knowledge', 'service_process']) as kind,
    u(session, 21) < 0.93 as attended,
    cast(round(50 + 50 * u(session, 22)) as decimal(18, 6)) as score,
    u(session, 23) < 0.9 as passed,
    'trainer-' || desk % 5 as instructor_id,
    cast(3 + floor(u(session, 24) * 3) as decimal(18, 6)) as instructor_rating,
    null::varchar as learner_feedback
from sessions
