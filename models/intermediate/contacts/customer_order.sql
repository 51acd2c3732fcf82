{{ config(
    schema='evidence', materialized='incremental', incremental_strategy='replace_from',
    meta={'rebuilt_by': 'placed_on'}
) }}
{#- An order looks back so long for a conversation. -#}
{%- set days = limit_seconds('order_after_inquiry') | int // 86400 + 1 -%}
-- An order placed within 24 hours after a presales conversation of its customer is assisted by the
-- agent of the last such conversation (same start: the greatest id).
with all_orders as (

    {{ union_systems('orders') }}

),

orders as (

    select * from all_orders where {{ is_rebuilt_at('placed_at') }}

),

customers as (

    select * from {{ ref('int_customer') }}

),

presales_conversations as (

    select
        contact_id,
        customer_id,
        agent_id,
        started_at
    from {{ ref('int_presales_conversation') }}
    where {{ is_rebuilt_at('started_at', days) }}

),

conversations as (

    select
        customer_id,
        started_at,
        max(contact_id) as contact_id
    from presales_conversations
    group by customer_id, started_at

),

last_inquiry as (

    {{ previous_start('orders', 'order_id', 'placed_at', 'conversations', ['customer_id']) }}

),

assistance as (

    select
        last_inquiry.order_id,
        presales_conversations.agent_id
    from last_inquiry
    inner join presales_conversations
        on last_inquiry.previous_contact_id = presales_conversations.contact_id
    where
        last_inquiry.placed_at
        <= {{ plus_seconds(
            'last_inquiry.previous_started_at', limit_seconds('order_after_inquiry')
        ) }}

),

final as (

    select
        orders.order_id,
        orders.customer_id,
        assistance.agent_id,
        orders.placed_at,
        {{ business_date('orders.placed_at') }} as placed_on,
        orders.amount,
        orders.currency,
        orders.product_category,
        orders.price_band,
        coalesce(orders.is_new_product, false) as is_new_product,
        orders.status,
        assistance.order_id is not null as is_assisted,
        customers.customer_segment,
        customers.is_remote,
        customers.first_order_at,
        orders.file_id,
        orders.line
    from orders
    left join assistance
        on orders.order_id = assistance.order_id
    left join customers
        on orders.customer_id = customers.customer_id

)

select * from final
