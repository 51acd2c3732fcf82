{{ config(materialized='view') }}
-- Human contacts on the date they start, and the invalid conversations that are no contacts but
-- stand in the denominator of the valid conversations' share.
with contacts as (

    select * from {{ ref('int_contact') }}

),

events as (

    select
        *,
        contact_type as event_type,
        contact_id as event_id,
        started_at as event_at,
        started_on as date_day,
        contact_type = 'conversation' and is_contact as is_valid_conversation,
        contact_type = 'call' and first_response_at is not null as is_answered_call
    from contacts
    where is_human

),

final as (

    select
        {{ evidence_key('contact_start', contact_strata(), segments=contact_segments()) }},
        {{ count_if('events.is_contact') }} as contacts,
        {{ count_if('events.is_contact and events.is_transferred') }} as transferred_contacts,
        {{ count_if('events.is_contact and events.is_surveyed') }} as surveyed_contacts,
        {{ count_if(
            'events.is_contact and events.language is not null and owner.languages is not null'
        ) }} as language_contacts,
        {{ count_if(
            "events.is_contact and "
            ~ contains_text("'|' || owner.languages || '|'", "'|' || events.language || '|'")
        ) }} as language_matched_contacts,
        {{ count_if("events.contact_type = 'conversation'") }} as conversations,
        {{ count_if('events.is_valid_conversation') }} as valid_conversations,
        {{ count_if('events.is_valid_conversation and events.has_agent_message') }}
        as agent_message_conversations,
        {{ count_if('events.is_valid_conversation and events.has_script_violation') }}
        as script_violation_conversations,
        {{ count_if(
            "events.is_valid_conversation and events.purpose = 'presales' and events.has_messages"
        ) }} as presales_message_conversations,
        {{ count_if(
            "events.is_valid_conversation and events.purpose = 'presales' "
            ~ "and events.has_agent_question"
        ) }} as presales_question_conversations,
        case
            when events.is_answered_call then cast(events.talk_seconds as decimal(18, 6))
        end as talk_seconds,
        {{ count_if('events.is_answered_call and events.talk_seconds is not null') }} as talk_calls,
        case
            when events.is_answered_call then cast(events.wrap_up_seconds as decimal(18, 6))
        end as wrap_up_seconds,
        {{ count_if('events.is_answered_call and events.wrap_up_seconds is not null') }}
        as wrap_up_calls,
        case
            when events.is_answered_call
                then cast(coalesce(events.hold_seconds, 0) as decimal(18, 6))
        end as hold_seconds,
        case
            when events.is_answered_call
                then cast(
                    coalesce(events.talk_seconds, 0) + coalesce(events.hold_seconds, 0)
                    as decimal(18, 6)
                )
        end as talk_and_hold_seconds,
        {{ count_if(
            'events.is_answered_call '
            ~ 'and coalesce(events.talk_seconds, 0) + coalesce(events.hold_seconds, 0) > 0'
        ) }} as talk_or_hold_calls
    {{ evidence_from(published=true) }}

)

select * from final
