{{ config(materialized='ephemeral') }}
-- What a survey or quality check can be about: every contact whatever became of it, every complaint
-- and every return, with the strata that the judgment inherits.
with contacts as (

    select * from {{ ref('int_contact') }}

),

complaints as (

    {{ union_systems('complaints') }}

),

returns as (

    {{ union_systems('returns') }}

),

final as (

    select
        contact_type,
        contact_id,
        agent_id,
        customer_id,
        channel,
        price_band,
        product_category,
        is_complex,
        hour_of_day,
        category,
        case when is_human and first_response_at is not null then first_response_seconds end
        as first_response_seconds
    from contacts
    union all
    select
        'complaint' as contact_type,
        complaint_id as contact_id,
        agent_id,
        customer_id,
        cast(null as varchar) as channel,
        cast(null as varchar) as price_band,
        cast(null as varchar) as product_category,
        cast(null as boolean) as is_complex,
        cast(null as smallint) as hour_of_day,
        cast(null as varchar) as category,
        cast(null as decimal(18, 6)) as first_response_seconds
    from complaints
    union all
    select
        'return' as contact_type,
        return_id as contact_id,
        agent_id,
        customer_id,
        cast(null as varchar) as channel,
        cast(null as varchar) as price_band,
        cast(null as varchar) as product_category,
        cast(null as boolean) as is_complex,
        cast(null as smallint) as hour_of_day,
        cast(null as varchar) as category,
        cast(null as decimal(18, 6)) as first_response_seconds
    from returns

)

select * from final
