with complaints as (

    {{ union_systems('complaints') }}

),

customers as (

    select * from {{ ref('dim_customer') }}

),

orders as (

    select * from {{ ref('customer_order') }}

),

final as (

    select
        complaints.complaint_id,
        complaints.customer_id,
        complaints.agent_id,
        complaints.against_agent_id,
        complaints.cause,
        complaints.order_id,
        complaints.issue_key,
        complaints.opened_at,
        complaints.closed_at,
        complaints.escalated_to,
        coalesce(complaints.is_public_crisis, false) as is_public_crisis,
        coalesce(complaints.crisis_defused, false) as crisis_defused,
        -- The customer's next complaint about the same issue, strictly later.
        case
            when complaints.issue_key is not null
                then min(complaints.opened_at) over (
                    partition by complaints.customer_id, complaints.issue_key
                    order by complaints.opened_at
                    range between interval 1 microsecond following and unbounded following
                )
        end as next_complaint_at,
        customers.customer_segment,
        customers.is_remote,
        customers.first_order_at,
        orders.product_category,
        complaints.file_id,
        complaints.line
    from complaints
    left join customers
        on complaints.customer_id = customers.customer_id
    left join orders
        on complaints.order_id = orders.order_id

)

select * from final
