{{ config(
    materialized='incremental', incremental_strategy='replace_from', on_schema_change='fail',
    meta={'rebuilt_by': 'first_order_at'}
) }}
-- A customer of an order or contact need not stand in the customers table: what is known of it is
-- then only the order history. Whose first order lies before what this run rebuilds stays as it is: a
-- fresh word about a customer makes the refresh go back to before all that the customer did.
with customers as (

    select * from {{ ref('int_delivered_customer') }}

),

orders as (

    select * from {{ ref('int_delivered_order') }}

),

first_order as (

    select
        customer_id,
        min(placed_at) as first_order_at
    from orders
    where status <> 'cancelled' and {{ is_rebuilt('placed_at') }}
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

select final.*
from final
{%- if rebuilt_from() %}
{#- What is written again was deleted before. #}
left join {{ this }} as kept
    on final.customer_id = kept.customer_id
where kept.customer_id is null
{%- endif %}
