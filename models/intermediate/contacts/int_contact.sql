{{ config(
    materialized='incremental', incremental_strategy='replace_from', schema='evidence',
    alias='contact', meta={'rebuilt_by': 'last_known_on', 'in_batches': true}
) }}
{#- What became of a contact is said of human ones only: the others are nobody's work. -#}
{%- set outcomes = [
    'is_resolved_ticket', 'is_effective', 'is_first_contact_resolved', 'is_repeated_short',
    'is_repeated_long', 'is_repeated_inquiry', 'is_confirmed', 'is_classified_rightly',
] -%}
{%- set repeat_due_at = plus_seconds('judged.ended_at', limit_seconds('repeat_contact_long')) -%}
{#- Nothing fresh begins before what this run rebuilds; of the rest the last build knows its beginning. -#}
{%- set oldest -%}
    select min(started_at) from {{ this }} where {{ is_rebuilt('last_known_on') }}
{%- endset -%}
{%- set is_wanted -%}
    {{ is_rebuilt_at('last_known_at') }}
    {%- if rebuilt_from() %}
    and {{ is_read_again('started_at', oldest) }}
    {%- endif %}
{%- endset -%}
-- depends_on: {{ ref('int_batch') }}
-- Every ticket, conversation and call, those that are no contacts (spam, merged, deleted, invalid)
-- included: surveys and quality checks count whatever became of their contact. What is known of it, what
-- became of it, and the dates of its milestones stand here once; the tables of contacts that people read
-- (evidence, fct_contact) are views of it.
with delivered as (

    select * from {{ ref('int_delivered_contact') }} where {{ is_wanted }}

),

conversation_messages as (

    select * from {{ ref('int_conversation_message') }}

),

customers as (

    select * from {{ ref('dim_customer') }}

),

follow_ups as (

    select * from {{ ref('int_follow_up') }} where {{ is_rebuilt('ended_on') }}

),

all_surveys as (

    {{ union_systems('surveys') }}

),

-- Whether a contact was asked, and what customers said about its resolution: several surveys of one
-- contact, any yes.
surveys as (

    select
        contact_type,
        contact_id,
        max(case when sent_at is not null then 1 else 0 end) = 1 as is_surveyed,
        max(
            case
                when resolved_confirmed then 1
                when resolved_confirmed is not null then 0
            end
        ) = 1 as is_confirmed
    from all_surveys
    where
        contact_type is not null
        {%- if rebuilt_from() %}
        and contact_id in (
            select contact_id from {{ ref('int_delivered_contact') }} where {{ is_wanted }}
        )
        {%- endif %}
    group by contact_type, contact_id

),

classifications as (

    select * from {{ ref('int_ticket_classification') }}

),

business_seconds as (

    select * from {{ ref('int_business_seconds') }} where {{ is_rebuilt('last_known_on') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

-- Where messages has the conversation, messages win over the column: no reply, no response.
joined as (

    select
        delivered.contact_type,
        delivered.contact_id,
        delivered.customer_id,
        delivered.agent_id,
        delivered.first_agent_id,
        case
            when conversation_messages.first_replied_at is not null
                then conversation_messages.first_reply_agent_id
            else delivered.response_agent_id
        end as response_agent_id,
        delivered.channel,
        delivered.started_at,
        delivered.started_on,
        case
            when conversation_messages.conversation_id is not null
                then conversation_messages.first_replied_at
            else delivered.first_response_at
        end as first_response_at,
        case
            when conversation_messages.conversation_id is not null
                then conversation_messages.first_reply_seconds
            else delivered.first_response_seconds
        end as first_response_seconds,
        delivered.resolved_at,
        delivered.ended_at,
        delivered.ended_on,
        delivered.last_known_on,
        delivered.escalated_at,
        delivered.sla_due_at,
        delivered.sla_met,
        delivered.status,
        delivered.is_contact,
        delivered.is_human,
        delivered.is_contact and delivered.is_human as has_outcome,
        delivered.is_resolved,
        delivered.is_complex,
        delivered.is_new_product,
        delivered.is_transferred,
        delivered.reopened_count,
        delivered.agent_reply_count,
        delivered.purpose,
        {{ mask_personal_data('delivered.intent') }} as intent,
        delivered.issue_key,
        delivered.product_category,
        delivered.price_band,
        delivered.queue,
        delivered.language,
        delivered.order_ids,
        coalesce(delivered.final_category, delivered.initial_category, delivered.purpose)
            as category,
        cast(
            extract(hour from {{ local_time('delivered.started_at') }}) as smallint
        ) as hour_of_day,
        delivered.kb_article_id is not null as has_article,
        delivered.filled_field_count,
        conversation_messages.conversation_id is not null as has_messages,
        coalesce(conversation_messages.has_agent_message, false) as has_agent_message,
        coalesce(conversation_messages.has_agent_question, false) as has_agent_question,
        coalesce(conversation_messages.has_script_violation, false) as has_script_violation,
        delivered.talk_seconds,
        delivered.hold_seconds,
        delivered.wrap_up_seconds,
        business_seconds.response_seconds as business_response_seconds,
        business_seconds.handling_seconds as business_handling_seconds,
        customers.customer_segment,
        customers.is_remote,
        -- As far as a milestone can ask for it: a later order says nothing about this contact, and must
        -- not make it another row.
        case
            when customers.first_order_at < greatest(
                {{ plus_seconds(
                    'coalesce(delivered.ended_at, delivered.started_at)',
                    limit_seconds('repeat_contact_long'),
                ) }},
                coalesce(delivered.resolved_at, delivered.started_at),
                coalesce(delivered.escalated_at, delivered.started_at),
                coalesce(delivered.sla_due_at, delivered.started_at),
                coalesce(
                    cast(conversation_messages.last_sent_on as timestamp) + interval 2 day,
                    delivered.started_at
                )
            ) then customers.first_order_at
        end as first_order_at,
        coalesce(surveys.is_surveyed, false) as is_surveyed,
        surveys.is_confirmed,
        delivered.contact_type = 'ticket'
        and delivered.is_resolved
        and delivered.ended_at is not null as is_resolved_ticket,
        coalesce(delivered.is_resolved, false)
        and not coalesce(
            follow_ups.next_contact_at
            <= {{ plus_seconds('delivered.ended_at', limit_seconds('same_issue_follow_up')) }},
            false
        ) as is_effective,
        coalesce(
            follow_ups.next_ticket_at
            <= {{ plus_seconds('delivered.ended_at', limit_seconds('repeat_contact_short')) }},
            false
        ) as is_repeated_short,
        coalesce(
            follow_ups.next_ticket_at
            <= {{ plus_seconds('delivered.ended_at', limit_seconds('repeat_contact_long')) }},
            false
        ) as is_repeated_long,
        coalesce(
            follow_ups.next_presales_at
            <= {{ plus_seconds('delivered.ended_at', limit_seconds('same_issue_follow_up')) }},
            false
        ) as is_repeated_inquiry,
        coalesce(
            classifications.classification_correct,
            delivered.initial_category = delivered.final_category
        ) as is_classified_rightly,
        delivered.file_id,
        delivered.line
    from delivered
    left join conversation_messages
        on
            delivered.contact_type = 'conversation'
            and delivered.contact_id = conversation_messages.conversation_id
    left join customers
        on delivered.customer_id = customers.customer_id
    left join follow_ups
        on
            delivered.contact_type = follow_ups.contact_type
            and delivered.contact_id = follow_ups.contact_id
    left join surveys
        on
            delivered.contact_type = surveys.contact_type
            and delivered.contact_id = surveys.contact_id
    left join classifications
        on
            delivered.contact_type = 'ticket'
            and delivered.contact_id = classifications.contact_id
    left join business_seconds
        on
            delivered.contact_type = business_seconds.contact_type
            and delivered.contact_id = business_seconds.contact_id

),

judged as (

    select
        *,
        is_resolved_ticket
        and escalated_at is null
        and reopened_count = 0
        and not is_transferred
        and agent_reply_count <= 1 as is_first_contact_resolved
    from joined

),

{# Overdue is strict: due at the as-of instant is not yet late. A window that ends at it is over. -#}
final as (

    select
        {%- for column_name in [
            'contact_type', 'contact_id', 'customer_id', 'agent_id', 'first_agent_id',
            'response_agent_id', 'channel', 'started_at', 'started_on', 'first_response_at',
            'first_response_seconds', 'resolved_at', 'ended_at', 'ended_on', 'last_known_on',
            'escalated_at', 'sla_due_at', 'status', 'is_contact', 'is_human', 'is_resolved',
            'is_complex', 'is_new_product', 'is_transferred', 'reopened_count', 'purpose',
            'intent', 'issue_key', 'product_category', 'price_band', 'queue', 'language',
            'order_ids', 'category',
            'hour_of_day', 'has_article', 'filled_field_count', 'has_messages',
            'has_agent_message', 'has_agent_question', 'has_script_violation', 'talk_seconds',
            'hold_seconds', 'wrap_up_seconds', 'business_response_seconds',
            'business_handling_seconds', 'customer_segment', 'is_remote', 'first_order_at',
            'is_surveyed',
        ] %}
        judged.{{ column_name }},
        {%- endfor %}
        {%- for column_name in outcomes %}
        case when judged.has_outcome then judged.{{ column_name }} end as {{ column_name }},
        {%- endfor %}
        coalesce(
            judged.sla_met, coalesce(judged.resolved_at, judged.ended_at) <= judged.sla_due_at
        ) as is_within_service_level,
        {{ business_date('judged.resolved_at') }} as resolved_on,
        {{ business_date('judged.escalated_at') }} as escalated_on,
        case
            when
                judged.contact_type = 'ticket'
                and (
                    judged.sla_met is not null
                    or (
                        judged.sla_due_at is not null
                        and (judged.ended_at is not null or judged.sla_due_at < as_of.as_of)
                    )
                )
                then {{ business_date('coalesce(judged.sla_due_at, judged.ended_at)') }}
        end as service_level_due_on,
        case
            when
                judged.is_resolved_ticket
                and judged.issue_key is not null
                and {{ repeat_due_at }} <= as_of.as_of
                then {{ business_date(repeat_due_at) }}
        end as repeat_due_on,
        judged.file_id,
        judged.line
    from judged
    cross join as_of

)

select * from final
