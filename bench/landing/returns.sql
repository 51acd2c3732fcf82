with requested as (
    select
        *,
        day + to_seconds(cast((1 + u(number, 70) * 9) * 86400 as bigint)) as requested_at
    from contact
    where u(number, 62) < 0.5 and u(number, 71) < 0.08
),

reviewed as (
    select
        *,
        happened(requested_at + waiting(number, 72, 40000)) as reviewed_at,
        case when u(number, 73) < 0.3
            then happened(requested_at + waiting(number, 74, 120000)) end as shipped_at
    from requested
)

select
    printf('R%09d', number) as return_id,
    order_name(number) as order_id,
    customer_id,
    agent_id,
    case when u(number, 73) < 0.3 then 'exchange' else 'return' end as kind,
    requested_at,
    reviewed_at,
    shipped_at,
    u(number, 75) < 0.1 as is_remote,
    greatest(requested_at, reviewed_at, shipped_at) as updated_at
from reviewed
where
    requested_at <= getvariable('horizon')
    and greatest(requested_at, reviewed_at, shipped_at) > getvariable('since')
