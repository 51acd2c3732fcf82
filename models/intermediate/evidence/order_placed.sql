-- Orders on the date they are placed, for the agent who assisted them; the others have no owner.
with orders as (

    select * from {{ ref('customer_order') }} where status <> 'cancelled'

),

events as (

    select
        'order' as event_type,
        order_id as event_id,
        placed_at as event_at,
        placed_on as date_day,
        agent_id,
        first_order_at,
        customer_segment,
        price_band,
        product_category,
        is_remote,
        cast(amount as decimal(18, 6)) as amount,
        is_assisted,
        file_id,
        line
    from orders

),

final as (

    select
        {{ evidence_key('order_placed', [
            'customer_type', 'customer_segment', 'price_band', 'product_category', 'is_remote',
        ], segments=['product_category']) }},
        1 as placed_orders,
        case when events.is_assisted then events.amount end as assisted_amount,
        {{ count_if('events.is_assisted') }} as assisted_orders,
        case when not events.is_assisted then events.amount end as other_amount,
        {{ count_if('not events.is_assisted') }} as other_orders
    {{ evidence_from() }}

)

select * from final
