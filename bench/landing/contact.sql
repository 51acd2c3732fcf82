-- The contacts of some days, whatever their kind: what tickets, conversations, calls and everything
-- around them have in common. One in eight follows up an earlier one of the same customer and issue.
create or replace temp table contact as
with numbered as (
    select
        day,
        unnest(range(first_number, next_number)) as number
    from day_plan
    where day between getvariable('from_day') and getvariable('to_day')
),

drawn as (
    select
        number,
        day,
        u(number, 4) as kind_draw,
        case
            when u(number, 5) < 0.12
                then greatest(0, number - 1 - cast(
                    floor(u(number, 6) * 3 * getvariable('contacts') / getvariable('days'))
                    as bigint
                ))
            else number
        end as subject,
        day + interval 8 hour + to_microseconds(cast(
            floor((u(number, 7) + u(number, 8)) / 2 * 54000000) as bigint
        ) * 1000) as started_at,
        u(number, 9) as purpose_draw
    from numbered
),

kinds as (
    select
        *,
        case
            when kind_draw < 0.50 then 'ticket'
            when kind_draw < 0.85 then 'conversation'
            else 'call'
        end as kind,
        case
            when kind_draw >= 0.50 and kind_draw < 0.57 then 'social'
            when kind_draw >= 0.85 then 'phone'
            when kind_draw >= 0.50 then pick(number, 10, ['app', 'web', 'wechat'])
            else pick(number, 10, ['ticket', 'email', 'web', 'app', 'wechat', 'phone'])
        end as channel,
        case
            when purpose_draw < 0.45 then 'presales'
            when purpose_draw < 0.85 then 'aftersales'
            when purpose_draw < 0.92 then 'complaint'
            else 'other'
        end as purpose
    from drawn
),

-- Who answers: the desks of presales, aftersales, complaints, technical support and social media.
desks as (
    select
        *,
        cast(floor(getvariable('desks') * case
            when channel = 'social' then 0.90 + 0.10 * u(number, 11)
            when kind <> 'ticket' and purpose = 'presales' then 0.33 * u(number, 11)
            when purpose = 'complaint' then 0.66 + 0.10 * u(number, 11)
            when u(number, 12) < 0.3 then 0.76 + 0.14 * u(number, 11)
            else 0.33 + 0.33 * u(number, 11)
        end) as bigint) as desk
    from kinds
)

select
    number,
    day,
    kind,
    channel,
    purpose,
    started_at,
    -- One in fifty is exported five days late.
    case when u(number, 13) < 0.02 then started_at + interval 5 day else started_at end as seen_at,
    customer_name(customer_number(subject)) as customer_id,
    case when u(subject, 14) < 0.85 then 'issue-' || issue_number(subject) end as issue_key,
    case when u(number, 15) >= 0.01 then agent_of(desk, day) end as agent_id,
    u(number, 16) < 0.08 as is_bot,
    pick(number, 17, ['appliance', 'phone', 'clothing', 'food', 'furniture', null])
    as product_category,
    pick(number, 18, ['zh', 'zh', 'zh', 'zh', 'en', 'ja', null]) as language,
    case
        when kind_draw < 0.50 then printf('T%09d', number)
        when kind_draw < 0.85 then printf('V%09d', number)
        else printf('K%09d', number)
    end as contact_id,
    -- Corrections: one row in two hundred of the last month is changed on any day.
    u(number, 19 + 0) < 0.005 as is_corrected
from desks;
