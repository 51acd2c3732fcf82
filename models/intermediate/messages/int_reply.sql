{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'replied_on'}
) }}
{#- No fresh message is older than what this run rebuilds; of a conversation that reaches into it, the last
    build knows the first question. -#}
{%- set oldest -%}
    select min(asked_at)
    from {{ this }}
    where conversation_id in (select conversation_id from {{ this }} where {{ is_rebuilt('replied_on') }})
{%- endset -%}
-- Messages of a conversation in their order (sent_at, then message_id) fall into runs, each ended
-- by an agent's message. A run that holds a customer's message and an agent's is a reply: it took
-- from the first of those customer messages to the agent's. Bot and system messages are neither.
with messages as (

    {{ union_systems('messages') }}

),

followed as (

    select
        conversation_id,
        message_id,
        sender,
        agent_id,
        sent_at,
        file_id,
        line,
        lag(sender) over (
            partition by conversation_id
            order by sent_at, message_id
        ) as sender_before
    from messages
    where
        sender in ('customer', 'agent')
        {%- if rebuilt_from() %}
        and {{ is_read_again('sent_at', oldest) }}
        and conversation_id in (
            select conversation_id from messages where {{ is_rebuilt_at('sent_at') }}
        )
        {%- endif %}

),

-- A customer's first message after an agent's, or the first of all, and the agent's that follows a
-- customer's: what is left is question, reply, question, reply …
turns as (

    select
        conversation_id,
        message_id,
        sender,
        agent_id,
        sent_at,
        file_id,
        line,
        lag(sent_at) over conversation as asked_at,
        row_number() over conversation as turn_number
    from followed
    where
        sender <> coalesce(sender_before, 'agent')
    window conversation as (
        partition by conversation_id
        order by sent_at, message_id
    )

),

final as (

    select
        message_id,
        conversation_id,
        agent_id,
        asked_at,
        sent_at as replied_at,
        {{ business_date('sent_at') }} as replied_on,
        {{ seconds_between('asked_at', 'sent_at') }} as reply_seconds,
        cast(turn_number / 2 as bigint) as reply_number,
        file_id,
        line
    from turns
    where sender = 'agent' and {{ is_rebuilt_at('sent_at') }}

)

select * from final
