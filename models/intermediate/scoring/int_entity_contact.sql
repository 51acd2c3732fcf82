{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'period_start'}
) }}
-- Who had a human contact of which kind and on which channel in a period. A call is its agent's, and
-- its queue's team's as well: a team whose calls were all lost has had calls.
with contacts as (

    select
        date_day,
        agent_id,
        team_id,
        channel,
        contact_type,
        contacts
    from {{ ref('contact_start_daily') }}
    union all
    select
        date_day,
        agent_id,
        team_id,
        channel,
        contact_type,
        offered_calls as contacts
    from {{ ref('call_offered_daily') }}

),

period_days as (

    select * from {{ ref('int_period_of_date') }}

),

scored_periods as (

    select distinct
        period,
        period_start
    from {{ ref('int_scheme_period') }}
    where {{ is_rebuilt('period_start') }}

),

by_day as (

    select distinct
        date_day,
        agent_id,
        team_id,
        channel,
        contact_type
    from contacts
    where contacts > 0 and {{ is_rebuilt('date_day') }}

),

by_period as (

    select distinct
        scored_periods.period,
        scored_periods.period_start,
        by_day.agent_id,
        by_day.team_id,
        by_day.channel,
        by_day.contact_type
    from by_day
    inner join period_days
        on by_day.date_day = period_days.date_day
    inner join scored_periods
        on
            period_days.period = scored_periods.period
            and period_days.period_start = scored_periods.period_start

),

final as (

    select
        'agent' as entity_type,
        agent_id as entity_id,
        period,
        period_start,
        channel,
        contact_type
    from by_period
    where agent_id is not null
    group by all
    union all
    select
        'team' as entity_type,
        team_id as entity_id,
        period,
        period_start,
        channel,
        contact_type
    from by_period
    where team_id is not null
    group by all
    union all
    select
        'company' as entity_type,
        'company' as entity_id,
        period,
        period_start,
        channel,
        contact_type
    from by_period
    group by all

)

select * from final
