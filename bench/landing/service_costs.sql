select
    strftime(months.month, '%Y-%m') as month,
    teams.team_id,
    kinds.kind,
    cast(20000 + 60000 * u(year(months.month) * 1200 + month(months.month) * 100 + teams.place, 20)
        as decimal(18, 2)) as amount
from (
    select distinct date_trunc('month', day) as month from day_plan
    where day <= getvariable('last_day')
) as months
cross join (
    select
        place,
        ['presales_a', 'presales_b', 'presales_c', 'aftersales_a', 'aftersales_b', 'aftersales_c',
            'complaints_a', 'tech_support_a', 'social_a'][1 + place] as team_id
    from range(9) as places (place)
) as teams
cross join (values ('wages'), ('tools')) as kinds (kind)
