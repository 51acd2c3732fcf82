with lives as (
    select
        *,
        happened(started_at + waiting(number, 20, case when channel = 'social' then 700 else 14 end))
        as answered_at,
        case when u(number, 21) < 0.97
            then happened(started_at + to_seconds(60 + cast(u(number, 22) * 1200 as bigint))) end
        as ended_at,
        case when is_corrected and started_at < getvariable('horizon') - interval 1 day
            then getvariable('horizon') - interval 1 hour end as corrected_at
    from contact
    where kind = 'conversation'
)

select
    contact_id as conversation_id,
    customer_id,
    agent_id,
    channel,
    started_at,
    case when u(number, 23) < 0.9 then answered_at end as first_response_at,
    case when ended_at is null or answered_at is null then ended_at
        else greatest(ended_at, answered_at) end as ended_at,
    case when u(number, 24) < 0.97 then purpose end as purpose,
    issue_key,
    pick(number, 25, ['order_urge', 'price', 'stock', 'return', null]) as intent,
    case when u(number, 26) < 0.05 then false when u(number, 26) < 0.9 then true end as is_valid,
    u(number, 27) < 0.82 or corrected_at is not null as is_resolved,
    product_category,
    pick(number, 28, ['high', 'standard', 'standard', 'fmcg', null]) as price_band,
    u(number, 29) < 0.15 as is_new_product,
    u(number, 30) < 0.12 as is_complex,
    case
        when u(number, 31) < 0.25 then order_name(greatest(0, number - cast(
            floor(u(number, 32) * 20000) as bigint)))
        when u(number, 31) < 0.35 then order_name(greatest(0, number - cast(
            floor(u(number, 32) * 20000) as bigint))) || '|' || order_name(greatest(0, number - cast(
            floor(u(number, 33) * 20000) as bigint)))
    end as order_ids,
    case when is_bot then 'bot' when u(number, 34) < 0.5 then 'agent' end as handled_by,
    u(number, 35) < 0.05 as transferred,
    language,
    greatest(started_at, answered_at, ended_at, corrected_at) as updated_at
from lives
where
    seen_at <= getvariable('horizon')
    and greatest(seen_at, answered_at, ended_at, corrected_at) > getvariable('since')
