{{ config(materialized='view') }}
-- What is due of a human's ticket, on the date it is due, for its agent: its service level, and the
-- verdict on its repetition once the window for it is over.
{#- due: instant, date (null: nothing is due). -#}
{%- set dues = {
    'service_level': ('coalesce(sla_due_at, ended_at)', 'service_level_due_on'),
    'repetition': (
        plus_seconds('ended_at', limit_seconds('repeat_contact_long')), 'repeat_due_on',
    ),
} %}

-- Each reads the contacts for itself, for those of its own dates.
with dues as (

    {%- for due, (instant, date_day) in dues.items() %}
    select
        '{{ due }}' as due,
        {{ instant }} as event_at,
        {{ date_day }} as date_day,
        {%- for column_name in [
            'agent_id', 'contact_type', 'contact_id', 'channel', 'first_order_at',
            'customer_segment', 'price_band', 'product_category', 'category', 'hour_of_day',
            'is_complex', 'is_remote', 'is_within_service_level', 'is_repeated_long',
            'file_id', 'line',
        ] %}
        {{ column_name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_contact') }}
    where
        contact_type = 'ticket' and is_contact and is_human and {{ date_day }} is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

events as (

    select
        *,
        contact_type as event_type,
        contact_id as event_id
    from dues

),

final as (

    select
        {{ evidence_key('ticket_due', contact_strata(), segments=contact_segments()) }},
        events.due,
        {{ count_if("events.due = 'service_level'") }} as due_tickets,
        {{ count_if("events.due = 'service_level' and events.is_within_service_level") }}
        as tickets_within_service_level,
        {{ count_if("events.due = 'repetition'") }} as repeat_due_tickets,
        {{ count_if("events.due = 'repetition' and events.is_repeated_long") }}
        as repeated_tickets_long
    {{ evidence_from(published=true) }}

)

select * from final
