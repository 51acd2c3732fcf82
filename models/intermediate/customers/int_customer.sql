{{ config(materialized='ephemeral') }}
-- A customer of an order or contact need not stand in the customers table: what is known of it is
-- then only the order history.
with customers as (

    {{ union_systems('customers') }}

),

orders as (

    {{ union_systems('orders') }}

),

first_order as (

    select
        customer_id,
        min(placed_at) as first_order_at
    from orders
    where status <> 'cancelled'
    group by customer_id

),

final as (

    select
        coalesce(customers.customer_id, first_order.customer_id) as customer_id,
        customers.segment as customer_segment,
        customers.region,
        customers.is_remote,
        customers.language,
        first_order.first_order_at
    from customers
    full outer join first_order
        on customers.customer_id = first_order.customer_id

)

select * from final
