{{ config(
    materialized='incremental', incremental_strategy='replace_from', on_schema_change='fail',
    meta={'rebuilt_by': 'ended_on', 'parquet_by_month': true, 'in_batches': true}
) }}
{#- What became of a contact is known of human ones only. -#}
{%- set outcome_columns = {
    'business_response_seconds': 'decimal(18, 6)', 'business_handling_seconds': 'decimal(18, 6)',
    'is_effective': 'boolean', 'is_first_contact_resolved': 'boolean',
    'is_repeated_short': 'boolean', 'is_repeated_long': 'boolean', 'is_confirmed': 'boolean',
    'is_classified_rightly': 'boolean',
} -%}
{%- set contact_columns = [
    'contact_type', 'contact_id', 'customer_id', 'agent_id', 'first_agent_id', 'response_agent_id',
    'channel', 'started_on', 'started_at', 'first_response_at', 'resolved_at', 'ended_at',
    'ended_on', 'escalated_at', 'sla_due_at', 'first_response_seconds', 'talk_seconds',
    'hold_seconds', 'wrap_up_seconds', 'status', 'purpose', 'intent', 'issue_key',
    'product_category', 'price_band', 'queue', 'language', 'customer_segment', 'first_order_at',
    'is_human', 'is_complex', 'is_remote', 'is_new_product', 'is_transferred', 'is_resolved',
    'reopened_count', 'file_id', 'line',
] -%}
-- depends_on: {{ ref('int_batch') }}
with contacts as (

    select
        {{ contact_columns | join(',
        ') }},
        {{ outcome_columns | join(',
        ') }}
    from {{ ref('int_contact_outcome') }}
    where {{ is_rebuilt('ended_on') }}
    union all
    select
        {{ contact_columns | join(',
        ') }}
        {%- for column_name, data_type in outcome_columns.items() %},
        cast(null as {{ data_type }}) as {{ column_name }}
        {%- endfor %}
    from {{ ref('int_contact') }}
    where is_contact and not is_human and {{ is_rebuilt('ended_on') }}

),

agent_periods as (

    select * from {{ ref('int_agent_period') }}

),

dates as (

    select * from {{ ref('int_date') }}

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
            agent_periods.team_id, case when contacts.agent_id is not null then 'unknown' end
        ) as team_id,
        coalesce(
            agent_periods.role, case when contacts.agent_id is not null then 'unknown' end
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
        {{ mask_personal_data('contacts.intent') }} as intent,
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
    left join agent_periods
        on
            contacts.agent_id = agent_periods.agent_id
            and contacts.started_on >= agent_periods.valid_from
            and contacts.started_on < agent_periods.valid_to
    left join dates
        on contacts.started_on = dates.date_day
    left join load_ledger
        on contacts.file_id = load_ledger.file_id

)

select * from final
