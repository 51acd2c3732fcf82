{{ config(
    schema='evidence', materialized='incremental', incremental_strategy='replace_from',
    meta={'rebuilt_by': 'surveyed_on'}
) }}
-- A survey takes the agent and the customer that it does not name, and the channel, from what it is
-- about. A contact type that is no contact's (complaint, return) is no contact type of the figures.
with all_surveys as (

    {{ union_systems('surveys') }}

),

surveys as (

    select * from all_surveys where {{ is_rebuilt_at('coalesce(responded_at, sent_at)') }}

),

subjects as (

    select * from {{ ref('int_subject') }}

),

customers as (

    select * from {{ ref('int_customer') }}

),

enriched as (

    select
        surveys.survey_id,
        surveys.contact_type as subject_type,
        surveys.contact_id,
        case
            when surveys.contact_type in ('ticket', 'conversation', 'call')
                then surveys.contact_type
        end as contact_type,
        coalesce(surveys.customer_id, subjects.customer_id) as customer_id,
        coalesce(surveys.agent_id, subjects.agent_id) as agent_id,
        subjects.channel,
        subjects.price_band,
        subjects.product_category,
        subjects.is_complex,
        subjects.hour_of_day,
        subjects.category,
        surveys.stage,
        surveys.sent_at,
        {{ business_date('coalesce(surveys.responded_at, surveys.sent_at)') }} as surveyed_on,
        surveys.responded_at,
        surveys.csat,
        surveys.nps,
        surveys.resolved_confirmed,
        surveys.attitude,
        surveys.ease,
        surveys.refund_timeliness,
        surveys.followed_up_at,
        surveys.file_id,
        surveys.line
    from surveys
    left join subjects
        on
            surveys.contact_type = subjects.contact_type
            and surveys.contact_id = subjects.contact_id

),

final as (

    select
        enriched.*,
        customers.customer_segment,
        customers.is_remote,
        customers.first_order_at
    from enriched
    left join customers
        on enriched.customer_id = customers.customer_id

)

select * from final
