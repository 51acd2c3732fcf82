{{ config(meta={'in_batches': true}) }}
-- depends_on: {{ ref('int_batch') }}
-- An agent's day: what is counted per agent and date on which the agent had a contact. The line of
-- the export is that of the day's last contact.
with contacts as (

    select * from {{ ref('int_contact') }}
    where is_contact and is_human and agent_id is not null and {{ is_rebuilt('started_on') }}

),

served_orders as (

    {{ split_values('contacts', ['agent_id', 'started_on'], 'order_ids', '|', 'order_id') }}

),

orders_by_day as (

    select
        agent_id,
        started_on,
        count(distinct order_id) as served_orders
    from served_orders
    where order_id <> ''
    group by agent_id, started_on

),

conversations as (

    select
        agent_id,
        started_on,
        contact_id,
        started_at,
        ended_at,
        max(ended_at) over (
            partition by agent_id, started_on
            order by started_at, ended_at, contact_id
            rows between unbounded preceding and 1 preceding
        ) as busy_until
    from contacts
    where contact_type = 'conversation' and ended_at is not null

),

-- The union of a day's intervals: each adds what lies beyond all that came before.
conversation_time as (

    select
        agent_id,
        started_on,
        sum({{ seconds_between('started_at', 'ended_at') }}) as conversation_seconds,
        sum(
            case
                when busy_until is null or busy_until <= started_at
                    then {{ seconds_between('started_at', 'ended_at') }}
                when busy_until < ended_at
                    then {{ seconds_between('busy_until', 'ended_at') }}
                else 0
            end
        ) as conversation_union_seconds
    from conversations
    group by agent_id, started_on

),

days as (

    select
        agent_id,
        started_on,
        max(case when contact_type = 'conversation' then 1 else 0 end) as has_conversation,
        max(started_at) as last_started_at,
        max_by(file_id, (started_at, contact_type, contact_id)) as file_id,
        max_by(line, (started_at, contact_type, contact_id)) as line
    from contacts
    group by agent_id, started_on

),

events as (

    select
        'agent_day' as event_type,
        days.agent_id || ' ' || cast(days.started_on as varchar) as event_id,
        days.last_started_at as event_at,
        days.started_on as date_day,
        days.agent_id,
        days.has_conversation,
        orders_by_day.served_orders,
        conversation_time.conversation_seconds,
        conversation_time.conversation_union_seconds,
        days.file_id,
        days.line
    from days
    left join orders_by_day
        on
            days.agent_id = orders_by_day.agent_id
            and days.started_on = orders_by_day.started_on
    left join conversation_time
        on
            days.agent_id = conversation_time.agent_id
            and days.started_on = conversation_time.started_on

),

final as (

    select
        {{ evidence_key('agent_day') }},
        1 as contact_days,
        {{ count_if('events.has_conversation = 1') }} as conversation_days,
        events.served_orders,
        case
            when events.conversation_union_seconds > 0
                then cast(events.conversation_seconds as decimal(18, 6))
        end as conversation_seconds,
        case
            when events.conversation_union_seconds > 0
                then cast(events.conversation_union_seconds as decimal(18, 6))
        end as conversation_union_seconds,
        {{ count_if('events.conversation_union_seconds > 0') }} as concurrency_days
    {{ evidence_from() }}

)

select * from final
