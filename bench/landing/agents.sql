-- Thirty teams; one agent in three changes the team half a year after coming.
with holders as (
    select distinct
        desk,
        tenure(desk, day_plan.day) as tenure
    from day_plan
    cross join range(getvariable('desks')) as desks (desk)
    where day_plan.day <= getvariable('last_day') + interval 2 day
),

dated as (
    select
        desk,
        tenure,
        desk * 1000 + tenure as holder,
        date '2000-01-01' + cast(tenure * 1095 - desk * 37 as integer) as hired_on,
        date '2000-01-01' + cast((tenure + 1) * 1095 - desk * 37 - 1 as integer) as left_on
    from holders
),

placed as (
    select *, null::date as valid_from, desk as place from dated
    union all
    select *, cast(hired_on + interval 180 day as date) as valid_from, desk + 2 as place
    from dated where desk % 3 = 0
),

teams as (
    select
        *,
        place / getvariable('desks') as share,
        case
            when place / getvariable('desks') < 0.33 then ['presales', 'presales', '10', '0']
            when place / getvariable('desks') < 0.66 then ['aftersales', 'aftersales', '10', '0.33']
            when place / getvariable('desks') < 0.76 then ['complaint', 'complaints', '3', '0.66']
            when place / getvariable('desks') < 0.90 then ['tech_support', 'tech_support', '4', '0.76']
            else ['social', 'social', '3', '0.90']
        end as area
    from placed
)

select
    agent_name(desk, tenure) as agent_id,
    valid_from,
    'Agent ' || desk || '-' || tenure as name,
    area[2] || '_' || chr(cast(97 + desk % cast(area[3] as integer) as integer)) as team_id,
    'Team ' || area[2] || ' ' || chr(cast(65 + desk % cast(area[3] as integer) as integer)) as team_name,
    area[1] as role,
    agent_name(desk - desk % 12, tenure) as supervisor_id,
    pick(holder, 20, ['zh', 'zh|en', 'zh|en|ja', 'en', null]) as languages,
    hired_on,
    left_on
from teams
