{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'requested_on'}
) }}
with all_returns as (

    {{ union_systems('returns') }}

),

returns as (

    select * from all_returns where {{ is_rebuilt_at('requested_at') }}

),

customers as (

    select * from {{ ref('dim_customer') }}

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
        {{ business_date('returns.requested_at') }} as requested_on,
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
