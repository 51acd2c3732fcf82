{{ config(meta={'in_batches': true}) }}
-- depends_on: {{ ref('int_batch') }}
-- Agents' replies in valid human conversations, on the date of the reply. Messages of an unknown
-- conversation have no contact to count for: they are left out here and reported as orphans.
with replies as (

    select * from {{ ref('int_reply') }} where {{ is_rebuilt('replied_on') }}

),

contacts as (

    select * from {{ ref('int_contact') }}
    where contact_type = 'conversation' and is_contact and is_human

),

events as (

    select
        'message' as event_type,
        replies.message_id as event_id,
        replies.replied_at as event_at,
        replies.replied_on as date_day,
        replies.agent_id,
        {{ contact_attributes('contacts') }},
        replies.reply_seconds,
        replies.file_id,
        replies.line
    from replies
    inner join contacts
        on replies.conversation_id = contacts.contact_id

),

final as (

    select
        {{ evidence_key('reply', contact_strata(), segments=contact_segments()) }},
        events.reply_seconds,
        1 as replies
    {{ evidence_from() }}

)

select * from final
