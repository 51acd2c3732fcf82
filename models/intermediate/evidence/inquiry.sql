{{ config(meta={'in_batches': true}) }}
-- depends_on: {{ ref('int_batch') }}
-- A customer who asked before buying on a date, once however often: owner and strata are those of
-- the date's last presales conversation. Pairs whose last 24 hours are not over are left out.
with conversations as (

    select * from {{ ref('int_presales_conversation') }} where {{ is_rebuilt('started_on') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

kinds as (

    select
        'any_product' as kind,
        is_converted as is_bought,
        *
    from conversations
    union all
    select
        'new_product' as kind,
        is_new_product_converted as is_bought,
        *
    from conversations
    where is_new_product

),

ranked as (

    select
        *,
        row_number() over (
            partition by kind, customer_id, started_on
            order by started_at desc, contact_id desc
        ) as inquiry_rank,
        max(case when is_bought then 1 else 0 end) over (
            partition by kind, customer_id, started_on
        ) = 1 as is_inquiry_bought
    from kinds

),

events as (

    select
        'inquiry' as event_type,
        ranked.contact_id as event_id,
        ranked.started_at as event_at,
        ranked.started_on as date_day,
        ranked.agent_id,
        {{ contact_attributes('ranked') }},
        ranked.kind,
        ranked.is_inquiry_bought,
        ranked.file_id,
        ranked.line
    from ranked
    cross join as_of
    where
        ranked.inquiry_rank = 1
        and {{ plus_seconds('ranked.started_at', limit_seconds('order_after_inquiry')) }}
        <= as_of.as_of

),

final as (

    select
        {{ evidence_key('inquiry', contact_strata(), segments=contact_segments()) }},
        events.kind,
        {{ count_if("events.kind = 'any_product'") }} as inquiries,
        {{ count_if("events.kind = 'any_product' and events.is_inquiry_bought") }}
        as converted_inquiries,
        {{ count_if("events.kind = 'new_product'") }} as new_product_inquiries,
        {{ count_if("events.kind = 'new_product' and events.is_inquiry_bought") }}
        as converted_new_product_inquiries
    {{ evidence_from() }}

)

select * from final
