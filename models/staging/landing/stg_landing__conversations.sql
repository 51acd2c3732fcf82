with source as (

    select * from {{ source('landing', 'conversations') }}

),

renamed as (

    select
        conversation_id,
        customer_id,
        agent_id,
        channel,
        started_at,
        first_response_at,
        ended_at,
        purpose,
        issue_key,
        intent,
        coalesce(is_valid, true) as is_valid,
        is_resolved,
        product_category,
        price_band,
        is_new_product,
        is_complex,
        order_ids,
        coalesce(handled_by, 'agent') as handled_by,
        transferred,
        language,
        updated_at,
        _file_id as file_id,
        _line as line
    from source

)

select * from renamed
