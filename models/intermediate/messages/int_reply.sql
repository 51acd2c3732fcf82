-- Messages of a conversation in their order (sent_at, then message_id) fall into runs, each ended
-- by an agent's message. A run that holds a customer's message and an agent's is a reply: it took
-- from the first of those customer messages to the agent's. Bot and system messages are neither.
with messages as (

    {{ union_systems('messages') }}

),

numbered as (

    select
        conversation_id,
        message_id,
        sender,
        agent_id,
        sent_at,
        file_id,
        line,
        coalesce(
            sum(case when sender = 'agent' then 1 else 0 end) over (
                partition by conversation_id
                order by sent_at, message_id
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as run_number
    from messages
    where sender in ('customer', 'agent')

),

-- A run has at most one agent message, its last.
runs as (

    select
        conversation_id,
        run_number,
        min(case when sender = 'customer' then sent_at end) as asked_at,
        max(case when sender = 'agent' then sent_at end) as replied_at,
        max(case when sender = 'agent' then message_id end) as message_id,
        max(case when sender = 'agent' then agent_id end) as agent_id,
        max(case when sender = 'agent' then file_id end) as file_id,
        max(case when sender = 'agent' then line end) as line
    from numbered
    group by conversation_id, run_number

),

final as (

    select
        message_id,
        conversation_id,
        agent_id,
        asked_at,
        replied_at,
        {{ seconds_between('asked_at', 'replied_at') }} as reply_seconds,
        row_number() over (partition by conversation_id order by run_number) as reply_number,
        file_id,
        line
    from runs
    where asked_at is not null and message_id is not null

)

select * from final
