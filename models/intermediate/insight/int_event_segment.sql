{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'dated_on'}
) }}
-- What an event was about and when the customer came: a survey, a check or a reply belongs to the
-- hour, category and product of its contact; a complaint and a return to the product of their
-- order. Complaints and returns are few: without a date they are made anew by every run.
with contacts as (

    select
        contact_type,
        contact_id,
        ended_on,
        extract(hour from {{ local_time('started_at') }}) as hour_of_day,
        coalesce(final_category, initial_category, purpose) as category,
        product_category
    from {{ ref('int_contact') }}

),

surveys as (

    select * from {{ ref('int_survey') }}

),

quality_checks as (

    select * from {{ ref('int_quality_check') }}

),

replies as (

    select * from {{ ref('int_reply') }}

),

inquiries as (

    select * from {{ ref('inquiry') }}

),

served_customers as (

    select * from {{ ref('repurchase') }}

),

orders as (

    select * from {{ ref('int_order') }}

),

complaints as (

    select * from {{ ref('int_complaint') }}

),

returns as (

    select * from {{ ref('int_return') }}

),

links as (

    select
        'survey' as event_type,
        survey_id as event_id,
        subject_type as contact_type,
        contact_id,
        surveyed_on as dated_on
    from surveys
    union all
    select
        'quality_check' as event_type,
        check_id as event_id,
        subject_type as contact_type,
        contact_id,
        {{ business_date('checked_at') }} as dated_on
    from quality_checks
    union all
    select
        'message' as event_type,
        message_id as event_id,
        'conversation' as contact_type,
        conversation_id as contact_id,
        replied_on as dated_on
    from replies
    union all
    select
        event_type,
        event_id,
        'conversation' as contact_type,
        event_id as contact_id,
        min(date_day) as dated_on
    from inquiries
    group by event_type, event_id
    union all
    select
        event_type,
        event_id,
        split_part(event_id, ' ', 1) as contact_type,
        substr(event_id, length(split_part(event_id, ' ', 1)) + 2) as contact_id,
        min(date_day) as dated_on
    from served_customers
    group by event_type, event_id

),

final as (

    select
        contact_type as event_type,
        contact_id as event_id,
        ended_on as dated_on,
        hour_of_day,
        category,
        product_category
    from contacts
    where {{ is_rebuilt('ended_on') }}
    union all
    select
        links.event_type,
        links.event_id,
        links.dated_on,
        contacts.hour_of_day,
        contacts.category,
        contacts.product_category
    from links
    inner join contacts
        on
            links.contact_type = contacts.contact_type
            and links.contact_id = contacts.contact_id
    where {{ is_rebuilt('links.dated_on') }}
    union all
    select
        'order' as event_type,
        order_id as event_id,
        placed_on as dated_on,
        null as hour_of_day,
        null as category,
        product_category
    from orders
    where {{ is_rebuilt('placed_on') }}
    union all
    select
        'complaint' as event_type,
        complaints.complaint_id as event_id,
        cast(null as date) as dated_on,
        null as hour_of_day,
        null as category,
        orders.product_category
    from complaints
    inner join orders
        on complaints.order_id = orders.order_id
    union all
    select
        'return' as event_type,
        returns.return_id as event_id,
        cast(null as date) as dated_on,
        null as hour_of_day,
        null as category,
        orders.product_category
    from returns
    inner join orders
        on returns.order_id = orders.order_id

)

select * from final
