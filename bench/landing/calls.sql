with lives as (
    select
        *,
        case when u(number, 20) < 0.93 then started_at + waiting(number, 21, 9) end as answered_at,
        20 + cast(u(number, 22) * 480 as bigint) as talked,
        case when u(number, 23) < 0.3 then cast(u(number, 24) * 120 as bigint) else 0 end as held
    from contact
    where kind = 'call'
),

ended as (
    select
        *,
        case
            when answered_at is null then started_at + to_seconds(20 + cast(u(number, 25) * 60 as bigint))
            else answered_at + to_seconds(talked + held)
        end as ended_at
    from lives
)

select
    contact_id as call_id,
    case when u(number, 26) < 0.95 then customer_id end as customer_id,
    case when answered_at is not null then agent_id end as agent_id,
    pick(number, 27, [
        'presales_line', 'aftersales_north', 'aftersales_south', 'complaint_line', 'tech_line',
        'night_line', 'overflow'
    ]) as queue,
    started_at as offered_at,
    answered_at,
    ended_at,
    cast(case when answered_at is not null then talked end as decimal(18, 6)) as talk_seconds,
    cast(case when answered_at is not null then held end as decimal(18, 6)) as hold_seconds,
    cast(case when answered_at is not null and u(number, 28) < 0.9
        then 20 + floor(u(number, 29) * 400) end as decimal(18, 6)) as wrap_up_seconds,
    u(number, 30) < 0.07 as transferred,
    issue_key,
    case when answered_at is not null and u(number, 31) < 0.95 then u(number, 32) < 0.83 end
    as is_resolved,
    ended_at as updated_at
from ended
where
    greatest(seen_at, ended_at) <= getvariable('horizon')
    and greatest(seen_at, ended_at) > getvariable('since')
