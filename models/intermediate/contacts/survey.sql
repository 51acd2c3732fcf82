{{ config(
    schema='evidence', materialized='incremental', incremental_strategy='replace_from',
    meta={'rebuilt_by': 'surveyed_on'}
) }}
{#- No fresh survey is older than what this run rebuilds; of the rest the last build knows when it was sent. -#}
{%- set oldest -%}
    select min(sent_at) from {{ this }} where {{ is_rebuilt('surveyed_on') }}
{%- endset -%}
-- A survey takes the agent and the customer that it does not name, and the channel, from what it is
-- about. A contact type that is no contact's (complaint, return) is no contact type of the figures.
-- It counts when it is sent and when it is answered (survey_outcome), with a stratum of each.
{%- set milestones = {'sent': 'sent_at', 'answered': 'responded_at'} %}
with all_surveys as (

    {{ union_systems('surveys') }}

),

surveys as (

    select * from all_surveys
    where
        {{ is_rebuilt_at('coalesce(responded_at, sent_at)') }}
        {%- if rebuilt_from() %}
        and {{ is_read_again('sent_at', oldest) }}
        {%- endif %}

),

subjects as (

    select * from {{ ref('int_subject') }}

),

customers as (

    select * from {{ ref('dim_customer') }}

),

agent_periods as (

    select * from {{ ref('int_agent_period') }}

),

dates as (

    select * from {{ ref('int_date') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

enriched as (

    select
        surveys.*,
        case
            when surveys.contact_type in ('ticket', 'conversation', 'call')
                then surveys.contact_type
        end as counted_type,
        coalesce(surveys.customer_id, subjects.customer_id) as owner_customer_id,
        coalesce(surveys.agent_id, subjects.agent_id) as owner_agent_id,
        subjects.channel,
        subjects.price_band,
        subjects.product_category,
        subjects.is_complex,
        subjects.hour_of_day,
        subjects.category,
        subjects.first_response_seconds,
        {%- for milestone, instant in milestones.items() %}
        {{ local_time('surveys.' ~ instant) }} as {{ milestone }}_local,
        {{ business_date('surveys.' ~ instant) }} as {{ milestone }}_on,
        {%- endfor %}
        surveys.csat <= 2 and (
            surveys.followed_up_at is not null
            or {{ plus_seconds('surveys.responded_at', limit_seconds('negative_feedback')) }}
            < as_of.as_of
        ) as is_follow_up_due
    from surveys
    cross join as_of
    left join subjects
        on
            surveys.contact_type = subjects.contact_type
            and surveys.contact_id = subjects.contact_id

),

final as (

    select
        enriched.survey_id,
        enriched.contact_type as subject_type,
        enriched.contact_id,
        enriched.counted_type as contact_type,
        enriched.owner_customer_id as customer_id,
        enriched.owner_agent_id as agent_id,
        enriched.channel,
        enriched.product_category,
        enriched.category,
        enriched.first_response_seconds,
        enriched.stage,
        enriched.sent_at,
        coalesce(enriched.answered_on, enriched.sent_on) as surveyed_on,
        enriched.responded_at,
        enriched.csat,
        enriched.nps,
        enriched.resolved_confirmed,
        enriched.attitude,
        enriched.ease,
        enriched.refund_timeliness,
        enriched.followed_up_at,
        enriched.is_follow_up_due,
        {%- for milestone, instant in milestones.items() %}
        enriched.{{ milestone }}_on,
        cast(
            coalesce(enriched.hour_of_day, extract(hour from enriched.{{ milestone }}_local))
            as smallint
        ) as {{ milestone }}_hour,
        case
            when enriched.{{ instant }} is not null
                then {{ stratum_key('survey_outcome', {
                    'role':
                        'coalesce(' ~ milestone ~ '_owner.role, case when '
                        ~ "enriched.owner_agent_id is not null then 'unknown' end)",
                    'channel': 'enriched.channel',
                    'contact_type': 'enriched.counted_type',
                    'customer_type':
                        'case when customers.first_order_at < enriched.' ~ instant
                        ~ " then 'returning' else 'new' end",
                    'customer_segment': 'customers.customer_segment',
                    'price_band': 'enriched.price_band',
                    'product_category': 'enriched.product_category',
                    'is_complex': 'enriched.is_complex',
                    'is_remote': 'customers.is_remote',
                    'stage': 'enriched.stage',
                    'season': 'coalesce(' ~ milestone ~ "_date.season, 'normal')",
                    'day_type': 'coalesce(' ~ milestone ~ "_date.day_type, 'normal')",
                }) }}
        end as {{ milestone }}_stratum,
        {%- endfor %}
        enriched.file_id,
        enriched.line
    from enriched
    left join customers
        on enriched.owner_customer_id = customers.customer_id
    {%- for milestone in milestones %}
    left join agent_periods as {{ milestone }}_owner
        on
            enriched.owner_agent_id = {{ milestone }}_owner.agent_id
            and enriched.{{ milestone }}_on >= {{ milestone }}_owner.valid_from
            and enriched.{{ milestone }}_on < {{ milestone }}_owner.valid_to
    left join dates as {{ milestone }}_date
        on enriched.{{ milestone }}_on = {{ milestone }}_date.date_day
    {%- endfor %}

)

select * from final
