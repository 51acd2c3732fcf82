{{ config(
    materialized='incremental', incremental_strategy='replace_from',
    meta={'rebuilt_by': 'ended_on', 'in_batches': true}
) }}
{#- Nobody asks for what follows later. -#}
{%- set longest = [
    limit_seconds('same_issue_follow_up') | int, limit_seconds('repeat_contact_short') | int,
    limit_seconds('repeat_contact_long') | int,
] | max -%}
{%- set days_after = longest // 86400 + 1 -%}
{#- Nothing fresh begins before what this run rebuilds; of the rest the last build knows its beginning. -#}
{%- set oldest -%}
    select min(began_at) from {{ this }} where {{ is_rebuilt('ended_on') }}
{%- endset -%}
-- depends_on: {{ ref('int_batch') }}
-- The next contact of the same customer after a contact's end, in the senses that indicators use, within
-- the longest of their windows. A follow-up may be any contact (a bot's too), through any channel. Only the
-- nearest one matters: if it is outside a window, every later one is too.
with contacts as (

    select
        contact_type,
        contact_id,
        customer_id,
        issue_key,
        purpose,
        started_at,
        ended_at,
        ended_on,
        is_human
    from {{ ref('int_delivered_contact') }}
    where
        is_contact and customer_id is not null
        {%- if rebuilt_from() %}
        and {{ is_read_again('started_at', oldest, days_after) }}
        {%- endif %}

),

-- Starts and ends on one line of time; at one instant starts come first, for a follow-up is later.
moments as (

    select
        customer_id,
        issue_key,
        started_at as moment_at,
        started_at,
        case when issue_key is null then started_at end as start_without_issue_at,
        case when contact_type = 'ticket' then started_at end as ticket_started_at,
        case
            when contact_type = 'conversation' and purpose = 'presales' then started_at
        end as presales_started_at,
        0 as is_end,
        cast(null as varchar) as contact_type,
        cast(null as varchar) as contact_id,
        cast(null as timestamp) as began_at,
        cast(null as date) as ended_on
    from contacts
    where {{ is_rebuilt_at('started_at', days_after=days_after) }}
    union all
    select
        customer_id,
        issue_key,
        ended_at as moment_at,
        cast(null as timestamp) as started_at,
        cast(null as timestamp) as start_without_issue_at,
        cast(null as timestamp) as ticket_started_at,
        cast(null as timestamp) as presales_started_at,
        1 as is_end,
        contact_type,
        contact_id,
        started_at as began_at,
        ended_on
    from contacts
    {#- By the instant: a date would be worked out for all of history before it is compared. #}
    where is_human and ended_at is not null and {{ is_rebuilt_at('ended_at') }}

),

by_customer as (

    select
        *,
        first_value(started_at ignore nulls) over later as any_issue_at,
        first_value(start_without_issue_at ignore nulls) over later as no_issue_at
    from moments
    window later as (
        partition by customer_id
        order by moment_at, is_end
        rows between 1 following and unbounded following
    )

),

by_issue as (

    select
        *,
        first_value(started_at ignore nulls) over later as same_issue_at,
        first_value(ticket_started_at ignore nulls) over later as same_issue_ticket_at,
        first_value(presales_started_at ignore nulls) over later as same_issue_presales_at
    from by_customer
    window later as (
        partition by customer_id, issue_key
        order by moment_at, is_end
        rows between 1 following and unbounded following
    )

),

nearest as (

    select
        contact_type,
        contact_id,
        began_at,
        ended_on,
        {{ plus_seconds('moment_at', longest) }} as last_at,
        -- Same issue: an equal issue_key, or either of the two is null.
        case
            when issue_key is null then any_issue_at
            else least(coalesce(same_issue_at, no_issue_at), coalesce(no_issue_at, same_issue_at))
        end as next_contact_at,
        case when issue_key is not null then same_issue_ticket_at end as next_ticket_at,
        case when issue_key is not null then same_issue_presales_at end as next_presales_at
    from by_issue
    where is_end = 1

),

final as (

    select
        contact_type,
        contact_id,
        began_at,
        ended_on,
        case when next_contact_at <= last_at then next_contact_at end as next_contact_at,
        case when next_ticket_at <= last_at then next_ticket_at end as next_ticket_at,
        case when next_presales_at <= last_at then next_presales_at end as next_presales_at
    from nearest

)

select * from final
