{{ config(materialized='view') }}
-- Every contact, a bot's or a human's, without an owner: what a self-service share is of.
with contacts as (

    select * from {{ ref('int_contact') }}

),

events as (

    select
        contact_type as event_type,
        contact_id as event_id,
        started_at as event_at,
        started_on as date_day,
        cast(null as varchar) as agent_id,
        cast(null as varchar) as team_id,
        cast(null as varchar) as role,
        channel,
        contact_type,
        first_order_at,
        customer_segment,
        price_band,
        product_category,
        hour_of_day,
        category,
        is_complex,
        is_remote,
        is_human,
        is_resolved,
        file_id,
        line
    from contacts
    where is_contact

),

final as (

    select
        {{ evidence_key(
            'contact_any', contact_strata(), team_from='events', segments=contact_segments()
        ) }},
        1 as all_contacts,
        {{ count_if('not events.is_human and events.is_resolved') }} as self_served_contacts
    {{ evidence_from(published=true) }}

)

select * from final
