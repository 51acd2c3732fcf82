{{ config(materialized='view') }}
-- Every ticket, conversation and call as it was delivered, in the words that they share. A view: whoever
-- reads a few columns of it reads no others.
with tickets as (

    {{ union_systems('tickets') }}

),

conversations as (

    {{ union_systems('conversations') }}

),

calls as (

    {{ union_systems('calls') }}

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

),

conversation_contacts as (

    select
        'conversation' as contact_type,
        conversation_id as contact_id,
        customer_id,
        agent_id,
        agent_id as first_agent_id,
        agent_id as response_agent_id,
        channel,
        started_at,
        ended_at,
        first_response_at,
        {{ seconds_between('started_at', 'first_response_at') }} as first_response_seconds,
        is_valid as is_contact,
        handled_by = 'agent' as is_human,
        is_resolved,
        is_complex,
        issue_key,
        product_category,
        coalesce(transferred, false) as is_transferred,
        language,
        order_ids,
        purpose,
        intent,
        price_band,
        coalesce(is_new_product, false) as is_new_product,
        file_id,
        line
    from conversations

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

),

{%- set contact_columns = [
    'contact_type', 'contact_id', 'customer_id', 'agent_id', 'first_agent_id',
    'response_agent_id', 'channel', 'started_at', 'ended_at', 'resolved_at', 'first_response_at',
    'first_response_seconds', 'status', 'is_contact', 'is_human', 'is_resolved', 'is_complex',
    'issue_key', 'product_category', 'is_transferred', 'language', 'order_ids', 'escalated_at',
    'reopened_count', 'agent_reply_count', 'initial_category', 'final_category', 'kb_article_id',
    'sla_due_at', 'sla_met', 'filled_field_count', 'purpose', 'intent', 'price_band',
    'is_new_product', 'queue', 'talk_seconds', 'hold_seconds', 'wrap_up_seconds', 'file_id', 'line',
] %}
{%- set absent = {
    'ticket_contacts': [
        'purpose', 'intent', 'price_band', 'is_new_product', 'queue', 'talk_seconds',
        'hold_seconds', 'wrap_up_seconds',
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
        'purpose', 'intent', 'price_band', 'is_new_product',
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

-- After its end a contact changes no more by itself, and neither does what never ends after all that is
-- known or due of it. A message that comes later is fresh: the refresh then goes back to before its
-- conversation began (changes_referenced).
known as (

    select
        *,
        coalesce(ended_at, greatest(started_at, escalated_at, sla_due_at)) as last_known_at
    from contacts

),

final as (

    select
        *,
        {{ business_date('started_at') }} as started_on,
        {{ business_date('ended_at') }} as ended_on,
        {{ business_date('last_known_at') }} as last_known_on
    from known

)

select * from final
