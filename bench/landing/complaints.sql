with opened as (
    select
        *,
        started_at + waiting(number, 80, 40000) as opened_at
    from contact
    where u(number, 81) < 0.02
),

closed as (
    select
        *,
        happened(opened_at + waiting(number, 82, 120000)) as closed_at
    from opened
)

select
    printf('P%09d', number) as complaint_id,
    customer_id,
    agent_of(cast(floor(getvariable('desks') * (0.66 + 0.10 * u(number, 83))) as bigint), day)
    as agent_id,
    agent_id as against_agent_id,
    pick(number, 84, [
        'service', 'service', 'product', 'logistics', 'price', 'language_culture', 'other', null
    ]) as cause,
    case when u(number, 85) < 0.5 then order_name(number) end as order_id,
    issue_key,
    opened_at,
    closed_at,
    pick(number, 86, ['none', 'none', 'none', 'none', 'supervisor', 'platform', null])
    as escalated_to,
    u(number, 87) < 0.03 as is_public_crisis,
    u(number, 88) < 0.7 as crisis_defused,
    greatest(opened_at, closed_at) as updated_at
from closed
where
    opened_at <= getvariable('horizon')
    and greatest(opened_at, closed_at) > getvariable('since')
