with subjects as (
    select
        number,
        kind as contact_type,
        contact_id,
        customer_id,
        agent_id,
        case when purpose = 'presales' then 'presales' else 'aftersales' end as stage,
        started_at + interval 1 hour + waiting(number, 90, 20000) as sent_at
    from contact
    where u(number, 91) < 0.28
    union all
    select
        number + 3000000000 as number,
        'complaint' as contact_type,
        printf('P%09d', number) as contact_id,
        customer_id,
        null as agent_id,
        'post_complaint' as stage,
        started_at + interval 4 day as sent_at
    from contact
    where u(number, 81) < 0.02 and u(number, 92) < 0.5
    union all
    select
        number + 4000000000 as number,
        'return' as contact_type,
        printf('R%09d', number) as contact_id,
        customer_id,
        agent_id,
        'return' as stage,
        day + interval 12 day as sent_at
    from contact
    where u(number, 62) < 0.5 and u(number, 71) < 0.08 and u(number, 92) < 0.3
),

answered as (
    select
        *,
        case when u(number, 93) < 0.6 then happened(sent_at + waiting(number, 94, 30000)) end
        as responded_at,
        least(5, 1 + floor(u(number, 95) * 9)) as csat
    from subjects
),

followed as (
    select
        *,
        case when csat <= 2 and u(number, 96) < 0.8
            then happened(responded_at + waiting(number, 97, 50000)) end as followed_up_at
    from answered
)

select
    printf('S%010d', number) as survey_id,
    contact_type,
    contact_id,
    case when u(number, 98) < 0.5 then customer_id end as customer_id,
    case when u(number, 99) < 0.5 then agent_id end as agent_id,
    stage,
    sent_at,
    responded_at,
    cast(case when responded_at is not null then csat end as decimal(18, 6)) as csat,
    cast(case when responded_at is not null and u(number, 100) < 0.5
        then least(10, floor(u(number, 101) * 15)) end as integer) as nps,
    case when responded_at is not null and u(number, 102) < 0.4 then u(number, 103) < 0.85 end
    as resolved_confirmed,
    cast(case when responded_at is not null and u(number, 104) < 0.6
        then least(5, 2 + floor(u(number, 105) * 6)) end as decimal(18, 6)) as attitude,
    cast(case when responded_at is not null and stage = 'return'
        then least(5, 2 + floor(u(number, 106) * 6)) end as decimal(18, 6)) as ease,
    cast(case when responded_at is not null and stage = 'return' and u(number, 107) < 0.8
        then least(5, 2 + floor(u(number, 108) * 6)) end as decimal(18, 6)) as refund_timeliness,
    case when responded_at is not null and u(number, 109) < 0.2
        then pick(number, 110, ['很满意', 'Quick and friendly', '等了太久', 'Never again']) end
    as comment,
    followed_up_at,
    greatest(sent_at, responded_at, followed_up_at) as updated_at
from followed
where
    sent_at <= getvariable('horizon')
    and greatest(sent_at, responded_at, followed_up_at) > getvariable('since')
