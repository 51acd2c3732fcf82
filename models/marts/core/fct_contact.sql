{{ config(
    materialized='view', meta={'rebuilt_by': 'ended_on', 'parquet_by_month': true}
) }}
-- A view: everything but the owner's team and the date's season stands in evidence.contact.
with contacts as (

    select * from {{ ref('int_contact') }} where is_contact

),

agents as (

    select * from {{ ref('dim_agent') }}

),

dates as (

    select * from {{ ref('dim_date') }}

),

load_ledger as (

    select * from {{ source('audit', 'load_ledger') }}

),

final as (

    select
        contacts.contact_type,
        contacts.contact_id,
        contacts.customer_id,
        contacts.agent_id,
        contacts.first_agent_id,
        contacts.response_agent_id,
        coalesce(
            agents.team_id, case when contacts.agent_id is not null then 'unknown' end
        ) as team_id,
        coalesce(
            agents.role, case when contacts.agent_id is not null then 'unknown' end
        ) as role,
        contacts.channel,
        contacts.started_on as date_day,
        contacts.started_at,
        contacts.first_response_at,
        contacts.resolved_at,
        contacts.ended_at,
        contacts.ended_on,
        contacts.escalated_at,
        contacts.sla_due_at,
        contacts.first_response_seconds,
        contacts.business_response_seconds,
        {{ seconds_between('contacts.started_at', 'contacts.ended_at') }} as handle_seconds,
        contacts.business_handling_seconds as business_handle_seconds,
        contacts.talk_seconds,
        contacts.hold_seconds,
        contacts.wrap_up_seconds,
        contacts.status,
        contacts.purpose,
        contacts.intent,
        contacts.issue_key,
        contacts.product_category,
        contacts.price_band,
        contacts.queue,
        contacts.language,
        contacts.customer_segment,
        case
            when contacts.first_order_at < contacts.started_at then 'returning'
            else 'new'
        end as customer_type,
        dates.season,
        dates.day_type,
        contacts.is_human,
        contacts.is_complex,
        contacts.is_remote,
        contacts.is_new_product,
        contacts.is_transferred,
        contacts.is_resolved,
        contacts.reopened_count,
        contacts.is_effective,
        contacts.is_first_contact_resolved,
        contacts.is_repeated_short as is_repeated_7d,
        contacts.is_repeated_long as is_repeated_30d,
        contacts.is_confirmed,
        contacts.is_classified_rightly,
        load_ledger.file,
        contacts.line
    from contacts
    left join agents
        on
            contacts.agent_id = agents.agent_id
            and contacts.started_on >= agents.valid_from
            and contacts.started_on < agents.valid_to
    left join dates
        on contacts.started_on = dates.date_day
    left join load_ledger
        on contacts.file_id = load_ledger.file_id

)

select * from final
