{{ config(meta={'in_batches': true}) }}
-- depends_on: {{ ref('int_batch') }}
{#- Events are dated so long after the contact that was a month's last; only later contacts matter. -#}
{%- set days = limit_seconds('repurchase') | int // 86400 + 1 -%}
-- A customer served in a calendar month, on the date when the 30 days after the month's last contact
-- are over: owner and strata are that contact's.
with contacts as (

    select * from {{ ref('int_contact') }}
    where
        is_contact and is_human and customer_id is not null
        and {{ is_rebuilt_at('started_at', days) }}

),

all_orders as (

    {{ union_systems('orders') }}

),

orders as (

    select
        customer_id,
        placed_at as started_at
    from all_orders
    where status <> 'cancelled' and {{ is_rebuilt_at('placed_at', days) }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by customer_id, {{ period_start('month', 'started_on') }}
            order by started_at desc, contact_id desc
        ) as contact_rank,
        {{ plus_seconds('started_at', limit_seconds('repurchase')) }} as window_over_at
    from contacts

),

served as (

    select ranked.*
    from ranked
    cross join as_of
    where ranked.contact_rank = 1 and ranked.window_over_at <= as_of.as_of

),

probes as (

    select
        contact_type,
        contact_id,
        customer_id,
        started_at as ended_at
    from served

),

next_orders as (

    {{ next_start('probes', 'orders', ['customer_id']) }}

),

events as (

    select
        'served_customer' as event_type,
        served.contact_type || ' ' || served.contact_id as event_id,
        served.started_at as event_at,
        {{ business_date('served.window_over_at') }} as date_day,
        served.agent_id,
        {{ contact_attributes('served') }},
        next_orders.next_started_at <= served.window_over_at as is_repurchased,
        served.file_id,
        served.line
    from served
    left join next_orders
        on
            served.contact_type = next_orders.contact_type
            and served.contact_id = next_orders.contact_id

),

final as (

    select
        {{ evidence_key('repurchase', contact_strata(), segments=contact_segments()) }},
        1 as served_customers,
        {{ count_if('events.is_repurchased') }} as repurchasing_customers
    {{ evidence_from() }}

)

select * from final
