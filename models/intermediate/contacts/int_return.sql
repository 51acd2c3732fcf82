with returns as (

    {{ union_systems('returns') }}

),

customers as (

    select * from {{ ref('int_customer') }}

),

orders as (

    select * from {{ ref('customer_order') }}

),

final as (

    select
        returns.return_id,
        returns.order_id,
        returns.customer_id,
        returns.agent_id,
        returns.kind,
        returns.requested_at,
        returns.reviewed_at,
        returns.shipped_at,
        returns.is_remote,
        customers.customer_segment,
        customers.first_order_at,
        orders.product_category,
        returns.file_id,
        returns.line
    from returns
    left join customers
        on returns.customer_id = customers.customer_id
    left join orders
        on returns.order_id = orders.order_id

)

select * from final
