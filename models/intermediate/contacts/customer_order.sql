{{ config(
    schema='evidence', materialized='incremental', incremental_strategy='replace_from',
    meta={'rebuilt_by': 'placed_on', 'in_batches': true}
) }}
{#- An order looks back so long for a conversation. -#}
{%- set days = limit_seconds('order_after_inquiry') | int // 86400 + 1 -%}
-- depends_on: {{ ref('int_batch') }}
-- An order placed within 24 hours after a presales conversation of its customer is assisted by the
-- agent of the last such conversation (same start: the greatest id).
with all_orders as (

    {{ union_systems('orders') }}

),

orders as (

    select * from all_orders where {{ is_rebuilt_at('placed_at') }}

),

customers as (

    select * from {{ ref('dim_customer') }}

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

agent_periods as (

    select * from {{ ref('int_agent_period') }}

),

dates as (

    select * from {{ ref('int_date') }}

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

enriched as (

    select
        orders.order_id,
        orders.customer_id,
        assistance.agent_id,
        orders.placed_at,
        {{ local_time('orders.placed_at') }} as placed_local,
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
        case when customers.first_order_at < orders.placed_at then 'returning' else 'new' end
        as customer_type,
        orders.file_id,
        orders.line
    from orders
    left join assistance
        on orders.order_id = assistance.order_id
    left join customers
        on orders.customer_id = customers.customer_id

),

final as (

    select
        enriched.order_id,
        enriched.customer_id,
        enriched.agent_id,
        enriched.placed_at,
        enriched.placed_on,
        cast(extract(hour from enriched.placed_local) as smallint) as hour_of_day,
        enriched.amount,
        enriched.currency,
        enriched.product_category,
        enriched.price_band,
        enriched.is_new_product,
        enriched.status,
        enriched.is_assisted,
        {{ stratum_key('order_placed', {
            'role':
                "coalesce(owner.role, case when enriched.agent_id is not null then 'unknown' end)",
            'customer_type': 'enriched.customer_type',
            'customer_segment': 'enriched.customer_segment',
            'price_band': 'enriched.price_band',
            'product_category': 'enriched.product_category',
            'is_remote': 'enriched.is_remote',
            'season': "coalesce(order_date.season, 'normal')",
            'day_type': "coalesce(order_date.day_type, 'normal')",
        }) }} as stratum,
        enriched.file_id,
        enriched.line
    from enriched
    left join agent_periods as owner
        on
            enriched.agent_id = owner.agent_id
            and enriched.placed_on >= owner.valid_from
            and enriched.placed_on < owner.valid_to
    left join dates as order_date
        on enriched.placed_on = order_date.date_day

)

select * from final
