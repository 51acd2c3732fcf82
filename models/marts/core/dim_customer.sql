with customers as (

    select * from {{ ref('int_customer') }}

),

final as (

    select
        customer_id,
        customer_segment,
        region,
        is_remote,
        language,
        first_order_at
    from customers

)

select * from final
