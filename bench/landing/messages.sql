with talks as (
    select
        *,
        unnest(range(2 + cast(floor(u(number, 50) * 15) as bigint))) as place
    from contact
    where kind = 'conversation' and u(number, 51) < 0.92
),

drawn as (
    select
        *,
        number * 32 + place as message,
        started_at + to_microseconds(cast(
            (place + u(number * 32 + place, 52)) * 24000 as bigint
        ) * 1000) as sent_at,
        case
            when place = 0 or u(number * 32 + place, 53) < 0.48 then 'customer'
            when u(number * 32 + place, 53) < 0.94 then case when is_bot then 'bot' else 'agent' end
            when u(number * 32 + place, 53) < 0.97 then 'bot'
            else 'system'
        end as sender
    from talks
)

select
    contact_id || '-' || printf('%02d', place) as message_id,
    contact_id as conversation_id,
    sender,
    case
        when sender = 'agent' and u(message, 54) < 0.03 then agent_of(cast(
            floor(u(message, 55) * getvariable('desks')) as bigint), day)
        when sender = 'agent' then agent_id
    end as agent_id,
    sent_at,
    case when sender = 'agent' and u(message, 56) < 0.004 then pick(message, 57, [
        'This is 100% guaranteed', '听不懂吗', 'Take it or leave it', '全网最低价'
    ]) || ' ' else '' end
    || pick(message, 58, [
        'Good morning, what can I do for you?', '您好，请问有什么可以帮您？', 'Thank you very much',
        'The order has left the warehouse today', '请您稍等，我马上为您查询', 'Which size do you wear?',
        '这个颜色还有货吗？', 'It should arrive within three days', '好的，明白了', 'I would like to return it',
        '已经为您登记，稍后会有专人联系', 'Please send me a photo of the damage', '快递到哪里了',
        'We have refunded the amount to your card', '谢谢，再见', 'It still does not work after the update'
    ])
    || case when u(message, 59) < 0.3 then ' ' || order_name(number) else '' end as body
from drawn
where
    greatest(seen_at, sent_at) <= getvariable('horizon')
    and greatest(seen_at, sent_at) > getvariable('since')
