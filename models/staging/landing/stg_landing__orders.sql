with source as (

    select * from {{ source('landing', 'orders') }}

),

renamed as (

    select
        order_id,
        customer_id,
        placed_at,
        amount,
        currency,
        product_category,
        price_band,
        is_new_product,
        coalesce(status, 'placed') as status,
        updated_at,
        _file_id as file_id,
        _line as line
    from source

)

select * from renamed
