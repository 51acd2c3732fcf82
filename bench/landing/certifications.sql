select distinct
    agent_of(desk, day_plan.day) as agent_id,
    'certificate-' || desk % 4 as certification,
    date '2000-01-01' + cast(tenure(desk, day_plan.day) * 1095 - desk * 37 + 60 as integer) as granted_on,
    case when desk % 2 = 0
        then date '2000-01-01' + cast(tenure(desk, day_plan.day) * 1095 - desk * 37 + 800 as integer) end
    as expires_on
from day_plan
cross join range(getvariable('desks')) as desks (desk)
where day_plan.day <= getvariable('last_day') and desk % 5 <> 0
