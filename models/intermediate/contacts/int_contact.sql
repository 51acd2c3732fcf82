{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'ended_on'}
) }}
-- Every ticket, conversation and call, those that are no contacts (spam, merged, deleted, invalid)
-- included: surveys and quality checks count whatever became of their contact.
with tickets as (

    {{ union_systems('tickets') }}

),

conversations as (

    {{ union_systems('conversations') }}

),

calls as (

    {{ union_systems('calls') }}

),

conversation_messages as (

    select * from {{ ref('int_conversation_message') }}

),

customers as (

    select * from {{ ref('int_customer') }}

),

ticket_contacts as (

    select
        'ticket' as contact_type,
        ticket_id as contact_id,
        customer_id,
        agent_id,
        first_agent_id,
        first_agent_id as response_agent_id,
        channel,
        created_at as started_at,
        coalesce(closed_at, resolved_at) as ended_at,
        resolved_at,
        first_response_at,
        {{ seconds_between('created_at', 'first_response_at') }} as first_response_seconds,
        status,
        status not in ('spam', 'merged', 'deleted') as is_contact,
        handled_by = 'agent' as is_human,
        status in ('resolved', 'closed') as is_resolved,
        is_complex,
        issue_key,
        product_category,
        coalesce(transferred, false) as is_transferred,
        language,
        order_id as order_ids,
        escalated_at,
        coalesce(reopened_count, 0) as reopened_count,
        coalesce(agent_reply_count, 1) as agent_reply_count,
        initial_category,
        final_category,
        kb_article_id,
        sla_due_at,
        sla_met,
        case when product_category is null then 0 else 1 end
        + case when issue_key is null then 0 else 1 end
        + case when description is null then 0 else 1 end
        + case when solution is null then 0 else 1 end as filled_field_count,
        file_id,
        line
    from tickets
    where {{ is_rebuilt_at('coalesce(closed_at, resolved_at)') }}

),

-- Where messages has the conversation, messages win over the column: no reply, no response.
conversation_contacts as (

    select
        'conversation' as contact_type,
        conversations.conversation_id as contact_id,
        conversations.customer_id,
        conversations.agent_id,
        conversations.agent_id as first_agent_id,
        case
            when conversation_messages.first_replied_at is not null
                then conversation_messages.first_reply_agent_id
            else conversations.agent_id
        end as response_agent_id,
        conversations.channel,
        conversations.started_at,
        conversations.ended_at,
        case
            when conversation_messages.conversation_id is not null
                then conversation_messages.first_replied_at
            else conversations.first_response_at
        end as first_response_at,
        case
            when conversation_messages.conversation_id is not null
                then conversation_messages.first_reply_seconds
            else {{ seconds_between(
                'conversations.started_at', 'conversations.first_response_at'
            ) }}
        end as first_response_seconds,
        conversations.is_valid as is_contact,
        conversations.handled_by = 'agent' as is_human,
        conversations.is_resolved,
        conversations.is_complex,
        conversations.issue_key,
        conversations.product_category,
        coalesce(conversations.transferred, false) as is_transferred,
        conversations.language,
        conversations.order_ids,
        conversations.purpose,
        conversations.intent,
        conversations.price_band,
        coalesce(conversations.is_new_product, false) as is_new_product,
        conversation_messages.conversation_id is not null as has_messages,
        coalesce(conversation_messages.has_agent_message, false) as has_agent_message,
        coalesce(conversation_messages.has_agent_question, false) as has_agent_question,
        coalesce(conversation_messages.has_script_violation, false) as has_script_violation,
        conversations.file_id,
        conversations.line
    from conversations
    left join conversation_messages
        on conversations.conversation_id = conversation_messages.conversation_id
    where {{ is_rebuilt_at('conversations.ended_at') }}

),

call_contacts as (

    select
        'call' as contact_type,
        call_id as contact_id,
        customer_id,
        agent_id,
        agent_id as first_agent_id,
        agent_id as response_agent_id,
        'phone' as channel,
        offered_at as started_at,
        ended_at,
        answered_at as first_response_at,
        {{ seconds_between('offered_at', 'answered_at') }} as first_response_seconds,
        true as is_contact,
        true as is_human,
        is_resolved,
        issue_key,
        coalesce(transferred, false) as is_transferred,
        queue,
        talk_seconds,
        hold_seconds,
        wrap_up_seconds,
        file_id,
        line
    from calls
    where {{ is_rebuilt_at('ended_at') }}

),

{%- set contact_columns = [
    'contact_type', 'contact_id', 'customer_id', 'agent_id', 'first_agent_id',
    'response_agent_id', 'channel', 'started_at', 'ended_at', 'resolved_at', 'first_response_at',
    'first_response_seconds', 'status', 'is_contact', 'is_human', 'is_resolved', 'is_complex',
    'issue_key', 'product_category', 'is_transferred', 'language', 'order_ids', 'escalated_at',
    'reopened_count', 'agent_reply_count', 'initial_category', 'final_category', 'kb_article_id',
    'sla_due_at', 'sla_met', 'filled_field_count', 'purpose', 'intent', 'price_band',
    'is_new_product', 'has_messages', 'has_agent_message', 'has_agent_question',
    'has_script_violation', 'queue', 'talk_seconds', 'hold_seconds', 'wrap_up_seconds',
    'file_id', 'line',
] %}
{%- set absent = {
    'ticket_contacts': [
        'purpose', 'intent', 'price_band', 'is_new_product', 'has_messages', 'has_agent_message',
        'has_agent_question', 'has_script_violation', 'queue', 'talk_seconds', 'hold_seconds',
        'wrap_up_seconds',
    ],
    'conversation_contacts': [
        'resolved_at', 'status', 'escalated_at', 'reopened_count', 'agent_reply_count',
        'initial_category', 'final_category', 'kb_article_id', 'sla_due_at', 'sla_met',
        'filled_field_count', 'queue', 'talk_seconds', 'hold_seconds', 'wrap_up_seconds',
    ],
    'call_contacts': [
        'resolved_at', 'status', 'is_complex', 'product_category', 'language', 'order_ids',
        'escalated_at', 'reopened_count', 'agent_reply_count', 'initial_category',
        'final_category', 'kb_article_id', 'sla_due_at', 'sla_met', 'filled_field_count',
        'purpose', 'intent', 'price_band', 'is_new_product', 'has_messages', 'has_agent_message',
        'has_agent_question', 'has_script_violation',
    ],
} %}

contacts as (

    {%- for relation, absent_columns in absent.items() %}
    select
        {%- for column_name in contact_columns %}
        {{ 'null as ' ~ column_name if column_name in absent_columns else column_name }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from {{ relation }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

final as (

    select
        contacts.*,
        customers.customer_segment,
        customers.is_remote,
        customers.first_order_at,
        cast(
            extract(hour from {{ local_time('contacts.started_at') }}) as smallint
        ) as hour_of_day,
        coalesce(contacts.final_category, contacts.initial_category, contacts.purpose) as category,
        {{ business_date('contacts.started_at') }} as started_on,
        {{ business_date('contacts.ended_at') }} as ended_on
    from contacts
    left join customers
        on contacts.customer_id = customers.customer_id

)

select * from final
