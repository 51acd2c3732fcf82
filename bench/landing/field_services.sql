select
    printf('F%09d', number) as service_id,
    agent_id,
    started_at + interval 2 hour as served_at,
    cast(floor(u(number, 20) * 5) as integer) as parts_used,
    cast(floor(u(number, 21) * 1.3) as integer) as parts_wasted,
    cast(round(u(number, 22) * 8, 3) as decimal(18, 6)) as carbon_kg
from contact
where
    u(number, 23) < 0.005 and kind = 'ticket'
    and started_at + interval 2 hour <= getvariable('horizon')
    and started_at + interval 2 hour > getvariable('since')
