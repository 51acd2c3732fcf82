{{ config(materialized='view') }}
-- A human's answered call that says whether it was resolved, on the date it ends, for its agent.
with contacts as (

    select * from {{ ref('int_contact') }}

),

events as (

    select
        *,
        contact_type as event_type,
        contact_id as event_id,
        ended_at as event_at,
        ended_on as date_day
    from contacts
    where
        contact_type = 'call'
        and is_contact
        and is_human
        and ended_on is not null
        and first_response_at is not null
        and is_resolved is not null

),

final as (

    select
        {{ evidence_key('call_outcome', contact_strata(), segments=contact_segments()) }},
        1 as judged_calls,
        {{ count_if('events.is_effective and not events.is_transferred') }} as first_resolved_calls
    {{ evidence_from(published=true) }}

)

select * from final
