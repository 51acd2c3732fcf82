with lives as (
    select
        *,
        case when u(number, 20) < 0.96
            then started_at + waiting(number, 21, 3600) end as answered_at,
        started_at + waiting(number, 22, 28800) as solved_at,
        u(number, 23) as fate
    from contact
    where kind = 'ticket'
),

dated as (
    select
        *,
        case
            when fate < 0.03 then 'spam'
            when fate < 0.05 then 'merged'
            when fate < 0.06 then 'deleted'
            when fate < 0.10 then 'unsolved'
            when fate < 0.50 then 'resolved'
            else 'closed'
        end as outcome,
        happened(answered_at) as first_response_at,
        case when fate >= 0.10 then happened(greatest(solved_at, answered_at)) end as resolved_at,
        case when fate >= 0.50
            then happened(greatest(solved_at, answered_at) + waiting(number, 24, 86400)) end
        as closed_at,
        case when u(number, 25) < 0.10 then happened(started_at + waiting(number, 26, 10800)) end
        as escalated_at
    from lives
),

corrections as (
    select
        *,
        case when is_corrected and started_at < getvariable('horizon') - interval 1 day
            then getvariable('horizon') - interval 1 hour end as corrected_at
    from dated
)

select
    contact_id as ticket_id,
    customer_id,
    case
        when u(number, 27) < 0.15 then agent_of(cast(floor(
            getvariable('desks') * (0.33 + 0.57 * u(number, 28))
        ) as bigint), day)
        else agent_id
    end as agent_id,
    agent_id as first_agent_id,
    channel,
    started_at as created_at,
    first_response_at,
    resolved_at,
    closed_at,
    case
        when outcome in ('spam', 'merged', 'deleted') then outcome
        when closed_at is not null then 'closed'
        when resolved_at is not null then 'resolved'
        when first_response_at is not null then pick(number, 29, ['open', 'pending'])
        else 'new'
    end as status,
    pick(number, 30, ['low', 'normal', 'normal', 'high', 'urgent']) as priority,
    u(number, 31) < 0.15 as is_complex,
    issue_key,
    pick(number, 32, ['login', 'refund', 'delivery', 'quality']) as initial_category,
    case when u(number, 33) < 0.85 then pick(number, 32, ['login', 'refund', 'delivery', 'quality'])
        else 'other' end as final_category,
    escalated_at,
    cast(case when u(number, 34) < 0.07 then 1 + floor(u(number, 35) * 3) else 0 end as integer)
    as reopened_count,
    cast(floor(u(number, 36) * 4) as integer) as agent_reply_count,
    u(number, 37) < 0.08 as transferred,
    case when u(number, 38) < 0.4
        then order_name(greatest(0, number - cast(floor(u(number, 39) * 20000) as bigint))) end
    as order_id,
    product_category,
    pick(number, 40, [
        'The parcel arrived late and the box was open', '收到的商品和描述不一致，请帮忙处理',
        'I cannot log in since the last update', '退款一直没有到账，已经超过七天了',
        'The invoice shows the wrong company name', '说明书看不懂，需要指导安装', null
    ]) || ' ' || number as description,
    case when resolved_at is not null then pick(number, 41, [
        'A new one was sent', '已为客户办理退款，三个工作日内到账', 'Password reset link sent',
        '已联系仓库补发', null
    ]) end as solution,
    case when u(number, 42) < 0.35 then 'kb-' || cast(floor(u(number, 43) * 300) as integer) end
    as kb_article_id,
    case when u(number, 44) < 0.7 then started_at + interval 1 day end as sla_due_at,
    case when u(number, 45) < 0.1 then u(number, 46) < 0.93 end as sla_met,
    case when is_bot then 'bot' when u(number, 47) < 0.5 then 'agent' end as handled_by,
    language,
    greatest(
        started_at, first_response_at, resolved_at, closed_at, escalated_at, corrected_at
    ) as updated_at
from corrections
where
    seen_at <= getvariable('horizon')
    and greatest(
        seen_at, first_response_at, resolved_at, closed_at, escalated_at, corrected_at
    ) > getvariable('since')
