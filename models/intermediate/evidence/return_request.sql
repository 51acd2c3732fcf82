-- Returns and exchanges on the date they are requested. What is not yet late at the as-of instant is
-- left out.
with returns as (

    select * from {{ ref('int_return') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

deadlines as (

    select
        *,
        {{ plus_seconds('requested_at', limit_seconds('return_review')) }} as review_due_at,
        case
            when is_remote
                then {{ plus_seconds('requested_at', limit_seconds('exchange_shipping_remote')) }}
            else {{ plus_seconds('requested_at', limit_seconds('exchange_shipping')) }}
        end as shipping_due_at
    from returns

),

events as (

    select
        'return' as event_type,
        deadlines.return_id as event_id,
        deadlines.requested_at as event_at,
        {{ business_date('deadlines.requested_at') }} as date_day,
        deadlines.agent_id,
        deadlines.first_order_at,
        deadlines.customer_segment,
        deadlines.product_category,
        deadlines.is_remote,
        deadlines.kind,
        deadlines.reviewed_at,
        deadlines.review_due_at,
        deadlines.shipped_at,
        deadlines.shipping_due_at,
        deadlines.kind = 'return'
        and (deadlines.reviewed_at is not null or deadlines.review_due_at < as_of.as_of)
        as is_review_due,
        deadlines.kind = 'exchange'
        and (deadlines.shipped_at is not null or deadlines.shipping_due_at < as_of.as_of)
        as is_shipping_due,
        deadlines.file_id,
        deadlines.line
    from deadlines
    cross join as_of

),

final as (

    select
        {{ evidence_key(
            'return_request', ['customer_type', 'customer_segment', 'is_remote'],
            segments=['product_category']
        ) }},
        {{ count_if('events.is_review_due') }} as due_reviews,
        {{ count_if('events.is_review_due and events.reviewed_at <= events.review_due_at') }}
        as reviews_in_time,
        {{ count_if('events.is_shipping_due') }} as due_shipments,
        {{ count_if('events.is_shipping_due and events.shipped_at <= events.shipping_due_at') }}
        as shipments_in_time
    {{ evidence_from() }}

)

select * from final
