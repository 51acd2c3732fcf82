{{ config(materialized='view') }}
-- Orders on the date they are placed, for the agent who assisted them; the others have no owner. A
-- view: an order is its own event.
with orders as (

    select * from {{ ref('customer_order') }} where status <> 'cancelled'

),

agent_periods as (

    select * from {{ ref('dim_agent') }}

),

final as (

    select
        'order' as event_type,
        orders.order_id as event_id,
        orders.placed_at as event_at,
        orders.placed_on as date_day,
        orders.agent_id,
        coalesce(
            agent_periods.team_id, case when orders.agent_id is not null then 'unknown' end
        ) as team_id,
        coalesce(
            agent_periods.role, case when orders.agent_id is not null then 'unknown' end
        ) as role,
        cast(null as varchar) as channel,
        cast(null as varchar) as contact_type,
        orders.stratum,
        orders.hour_of_day,
        cast(null as varchar) as category,
        orders.product_category,
        orders.file_id,
        orders.line,
        1 as placed_orders,
        case when orders.is_assisted then cast(orders.amount as decimal(18, 6)) end
        as assisted_amount,
        {{ count_if('orders.is_assisted') }} as assisted_orders,
        case when not orders.is_assisted then cast(orders.amount as decimal(18, 6)) end
        as other_amount,
        {{ count_if('not orders.is_assisted') }} as other_orders
    from orders
    left join agent_periods
        on
            orders.agent_id = agent_periods.agent_id
            and orders.placed_on >= agent_periods.valid_from
            and orders.placed_on < agent_periods.valid_to

)

select * from final
