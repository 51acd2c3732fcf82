-- Five days a week, eight states a shift; one desk in eight works through midnight.
with shifts as (
    select
        desk,
        day_plan.day,
        date_diff('day', date '2000-01-01', day_plan.day) as day_number,
        day_plan.day + case
            when desk % 8 = 0 then interval 20 hour
            when desk % 3 = 0 then interval 13 hour
            else interval 9 hour
        end as shift_at
    from day_plan
    cross join range(getvariable('desks')) as desks (desk)
    where
        day_plan.day between getvariable('from_day') and getvariable('to_day')
        and (date_diff('day', date '2000-01-01', day_plan.day) + desk) % 7 < 5
),

pieces as (
    select
        *,
        unnest(range(8)) as place
    from shifts
),

timed as (
    select
        *,
        (day_number * 100000 + desk) * 8 + place as piece,
        shift_at + to_minutes(60 * place) as started_at
    from pieces
)

select
    agent_of(desk, day) as agent_id,
    started_at,
    started_at + interval 1 hour as ended_at,
    case
        when place = 3 then 'break'
        else pick(piece, 20, [
            'available', 'available', 'talking', 'holding', 'wrap_up', 'chatting', 'chatting',
            'ticket_work', 'training', 'offline'
        ])
    end as state
from timed
where
    started_at + interval 1 hour <= getvariable('horizon')
    and started_at + interval 1 hour > getvariable('since')
