{{ config(
    materialized='incremental', incremental_strategy='replace_from',
    meta={'rebuilt_by': 'started_on', 'in_batches': true}
) }}
{#- An order follows so soon after a conversation. -#}
{%- set days = limit_seconds('order_after_inquiry') | int // 86400 + 1 -%}
-- depends_on: {{ ref('int_batch') }}
-- Presales conversations with the next order of their customer: any non-cancelled one, and one of a
-- new product. Conversations are contacts: valid and human.
with conversations as (

    select * from {{ ref('int_contact') }}
    where
        contact_type = 'conversation' and purpose = 'presales'
        and is_contact and is_human and {{ is_rebuilt('started_on') }}

),

all_orders as (

    {{ union_systems('orders') }}

),

orders as (

    select
        customer_id,
        placed_at as started_at,
        coalesce(is_new_product, false) as is_new_product
    from all_orders
    where status <> 'cancelled' and {{ is_rebuilt_at('placed_at', days_after=days) }}

),

new_product_orders as (

    select * from orders where is_new_product

),

probes as (

    select
        contact_type,
        contact_id,
        customer_id,
        started_at as ended_at
    from conversations

),

next_orders as (

    {{ next_start('probes', 'orders', ['customer_id']) }}

),

next_new_product_orders as (

    {{ next_start('probes', 'new_product_orders', ['customer_id']) }}

),

final as (

    select
        {%- for column_name in [
            'contact_type', 'contact_id', 'customer_id', 'agent_id', 'channel', 'started_at',
            'started_on', 'is_new_product', 'first_order_at', 'customer_segment', 'price_band',
            'product_category', 'hour_of_day', 'category', 'is_complex', 'is_remote', 'file_id',
            'line',
        ] %}
        conversations.{{ column_name }},
        {%- endfor %}
        coalesce(
            next_orders.next_started_at
            <= {{ plus_seconds('conversations.started_at', limit_seconds('order_after_inquiry')) }},
            false
        ) as is_converted,
        coalesce(
            next_new_product_orders.next_started_at
            <= {{ plus_seconds('conversations.started_at', limit_seconds('order_after_inquiry')) }},
            false
        ) as is_new_product_converted
    from conversations
    left join next_orders
        on conversations.contact_id = next_orders.contact_id
    left join next_new_product_orders
        on conversations.contact_id = next_new_product_orders.contact_id

)

select * from final
