{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'last_sent_on'}
) }}
{#- No fresh message is older than what this run rebuilds; of a conversation that reaches into it, the last
    build knows the first message. -#}
{%- set oldest -%}
    select min(first_sent_at) from {{ this }} where {{ is_rebuilt('last_sent_on') }}
{%- endset -%}
{#- Read for itself by each of the two that ask: a common table of both would hold the text of all messages. -#}
{%- set messages -%}
    (
        select * from ({{ union_systems('messages') }}) as all_messages
        {%- if rebuilt_from() %}
        where
            {{ is_read_again('sent_at', oldest) }}
            and conversation_id in (
                select conversation_id from ({{ union_systems('messages') }}) as fresh
                where {{ is_rebuilt_at('sent_at') }}
            )
        {%- endif %}
    ) as messages
{%- endset %}
with script_rules as (

    select distinct lower(phrase) as phrase from {{ ref('script_rules') }}

),

agent_messages as (

    select
        message_id,
        conversation_id,
        lower(body) as body
    from {{ messages }}
    where sender = 'agent'

),

violations as (

    select distinct agent_messages.conversation_id
    from agent_messages
    inner join script_rules
        on {{ contains_text('agent_messages.body', 'script_rules.phrase') }}

),

conversations as (

    select
        conversation_id,
        max(case when sender = 'agent' then 1 else 0 end) = 1 as has_agent_message,
        max(
            case
                when sender = 'agent' and (body like '%?%' or body like '%？%') then 1
                else 0
            end
        ) = 1 as has_agent_question,
        count(*) as message_count,
        min(sent_at) as first_sent_at,
        {{ business_date('max(sent_at)') }} as last_sent_on
    from {{ messages }}
    group by conversation_id

),

replies as (

    select * from {{ ref('int_reply') }}
    where
        reply_number = 1
        {%- if rebuilt_from() %}
        and {{ is_read_again('replied_at', oldest) }}
        {%- endif %}

),

final as (

    select
        conversations.conversation_id,
        conversations.message_count,
        conversations.first_sent_at,
        conversations.last_sent_on,
        conversations.has_agent_message,
        conversations.has_agent_question,
        violations.conversation_id is not null as has_script_violation,
        replies.asked_at as first_asked_at,
        replies.replied_at as first_replied_at,
        replies.agent_id as first_reply_agent_id,
        replies.reply_seconds as first_reply_seconds
    from conversations
    left join violations
        on conversations.conversation_id = violations.conversation_id
    left join replies
        on conversations.conversation_id = replies.conversation_id

)

select * from final
