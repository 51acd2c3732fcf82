with checked as (
    select
        *,
        started_at + interval 1 day + to_seconds(cast(u(number, 111) * 172800 as bigint)) as checked_at
    from contact
    where u(number, 112) < 0.05 and agent_id is not null
)

select
    printf('Q%09d', number) as check_id,
    kind as contact_type,
    contact_id,
    agent_id,
    checked_at,
    'i' || cast(floor(u(number, 113) * 20) as integer) as inspector_id,
    case when u(number, 114) < 0.1 then 'i' || cast(floor(u(number, 115) * 20) as integer) end
    as second_inspector_id,
    case when u(number, 116) < 0.9 then u(number, 117) < 0.95 end as script_compliant,
    case when u(number, 118) < 0.9 then u(number, 119) < 0.94 end as process_compliant,
    case when u(number, 120) < 0.7 then u(number, 121) < 0.9 end as classification_correct,
    case when u(number, 122) < 0.8 then u(number, 123) < 0.97 end as record_matches_customer,
    cast(least(5, 2 + floor(u(number, 124) * 6)) as decimal(18, 6)) as attitude,
    cast(least(5, 2 + floor(u(number, 125) * 6)) as decimal(18, 6)) as professionalism,
    cast(least(5, 2 + floor(u(number, 126) * 6)) as decimal(18, 6)) as accuracy,
    cast(null as decimal(18, 6)) as empathy,
    case when u(number, 127) < 0.05 then 'greeting left out' end as violations
from checked
where checked_at <= getvariable('horizon') and checked_at > getvariable('since')
