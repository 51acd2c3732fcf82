{{ config(materialized='view') }}
-- A human's conversation on the date it ends, for its agent.
with contacts as (

    select * from {{ ref('int_contact') }}

),

events as (

    select
        *,
        contact_type as event_type,
        contact_id as event_id,
        ended_at as event_at,
        ended_on as date_day,
        length(order_ids) - length(replace(order_ids, '|', '')) + 1 as order_count
    from contacts
    where contact_type = 'conversation' and is_contact and is_human and ended_on is not null

),

final as (

    select
        {{ evidence_key('conversation_outcome', contact_strata(), segments=contact_segments()) }},
        1 as ended_conversations,
        {{ count_if('events.is_effective') }} as effective_conversations,
        {{ count_if('events.is_confirmed is not null') }} as asked_conversations,
        {{ count_if('events.is_effective and events.is_confirmed') }} as confirmed_conversations,
        {{ count_if('events.order_count >= 2') }} as multi_order_conversations,
        {{ count_if('events.order_count >= 2 and events.is_resolved') }}
        as resolved_multi_order_conversations,
        {{ count_if("events.purpose = 'presales' and events.issue_key is not null") }}
        as presales_issue_conversations,
        {{ count_if(
            "events.purpose = 'presales' and events.issue_key is not null "
            ~ "and events.is_repeated_inquiry"
        ) }} as repeated_presales_conversations
    {{ evidence_from(published=true) }}

)

select * from final
