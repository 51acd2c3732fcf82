{{ config(
    materialized='incremental', incremental_strategy='replace_from',
    meta={'rebuilt_by': 'ended_on', 'in_batches': true}
) }}
-- depends_on: {{ ref('int_batch') }}
-- What became of each human contact: the flags that indicators count, decided once.
with contacts as (

    select * from {{ ref('int_contact') }}
    where is_contact and is_human and {{ is_rebuilt('ended_on') }}

),

follow_ups as (

    select * from {{ ref('int_follow_up') }} where {{ is_rebuilt('ended_on') }}

),

confirmations as (

    select * from {{ ref('int_confirmation') }}

),

classifications as (

    select * from {{ ref('int_ticket_classification') }}

),

business_seconds as (

    select * from {{ ref('int_business_seconds') }} where {{ is_rebuilt('ended_on') }}

),

joined as (

    select
        contacts.*,
        contacts.contact_type = 'ticket' and contacts.is_resolved and contacts.ended_at is not null
        as is_resolved_ticket,
        contacts.contact_type = 'conversation' and contacts.ended_at is not null
        as is_ended_conversation,
        coalesce(contacts.is_resolved, false)
        and not coalesce(
            follow_ups.next_contact_at
            <= {{ plus_seconds('contacts.ended_at', limit_seconds('same_issue_follow_up')) }},
            false
        ) as is_effective,
        coalesce(
            follow_ups.next_ticket_at
            <= {{ plus_seconds('contacts.ended_at', limit_seconds('repeat_contact_short')) }},
            false
        ) as is_repeated_short,
        coalesce(
            follow_ups.next_ticket_at
            <= {{ plus_seconds('contacts.ended_at', limit_seconds('repeat_contact_long')) }},
            false
        ) as is_repeated_long,
        coalesce(
            follow_ups.next_presales_at
            <= {{ plus_seconds('contacts.ended_at', limit_seconds('same_issue_follow_up')) }},
            false
        ) as is_repeated_inquiry,
        confirmations.is_confirmed,
        coalesce(
            classifications.classification_correct,
            contacts.initial_category = contacts.final_category
        ) as is_classified_rightly,
        business_seconds.response_seconds as business_response_seconds,
        business_seconds.handling_seconds as business_handling_seconds
    from contacts
    left join follow_ups
        on
            contacts.contact_type = follow_ups.contact_type
            and contacts.contact_id = follow_ups.contact_id
    left join confirmations
        on
            contacts.contact_type = confirmations.contact_type
            and contacts.contact_id = confirmations.contact_id
    left join classifications
        on
            contacts.contact_type = 'ticket'
            and contacts.contact_id = classifications.contact_id
    left join business_seconds
        on
            contacts.contact_type = business_seconds.contact_type
            and contacts.contact_id = business_seconds.contact_id

),

final as (

    select
        *,
        is_resolved_ticket
        and escalated_at is null
        and reopened_count = 0
        and not is_transferred
        and agent_reply_count <= 1 as is_first_contact_resolved
    from joined

)

select * from final
