{{ config(
    materialized='incremental', incremental_strategy='replace_from', on_schema_change='fail',
    meta={'rebuilt_by': 'month_start'}
) }}
with responses as (

    select *
    from {{ ref('first_response') }}
    where team_id is not null and {{ is_rebuilt('date_day') }}

),

calls as (

    select *
    from {{ ref('call_offered') }}
    where team_id is not null and {{ is_rebuilt('date_day') }}

),

presence as (

    select * from {{ ref('int_presence_hour') }}

),

dates as (

    select * from {{ ref('int_date') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

parts as (

    select
        date_day,
        team_id,
        hour_of_day,
        count(*) as contacts,
        sum(first_responses) as first_responses,
        sum(first_response_seconds) as first_response_seconds,
        sum(due_first_responses) as due_first_responses,
        sum(attained_first_responses) as attained_first_responses,
        0 as offered_calls,
        0 as abandoned_calls,
        cast(0 as decimal(38, 6)) as present_seconds
    from responses
    group by date_day, team_id, hour_of_day
    union all
    select
        date_day,
        team_id,
        hour_of_day,
        0 as contacts,
        0 as first_responses,
        0 as first_response_seconds,
        0 as due_first_responses,
        0 as attained_first_responses,
        sum(offered_calls) as offered_calls,
        sum(abandoned_calls) as abandoned_calls,
        cast(0 as decimal(38, 6)) as present_seconds
    from calls
    group by date_day, team_id, hour_of_day
    union all
    select
        date_day,
        team_id,
        hour_of_day,
        0 as contacts,
        0 as first_responses,
        0 as first_response_seconds,
        0 as due_first_responses,
        0 as attained_first_responses,
        0 as offered_calls,
        0 as abandoned_calls,
        present_seconds
    from presence
    where {{ is_rebuilt('date_day') }}

),

-- How many Mondays (and so on) of the month lie between the first event and the as-of date.
weekdays as (

    select
        dates.month_start,
        dates.weekday,
        count(*) as days
    from dates
    cross join as_of
    where dates.date_day between as_of.oldest_event_date and as_of.as_of_date
    group by dates.month_start, dates.weekday

),

has_states as (

    select count(*) > 0 as is_known from presence

),

summed as (

    select
        dates.month_start,
        parts.team_id,
        dates.weekday,
        parts.hour_of_day,
        sum(parts.contacts) as contacts,
        sum(parts.first_responses) as first_responses,
        sum(parts.first_response_seconds) as first_response_seconds,
        sum(parts.due_first_responses) as due_first_responses,
        sum(parts.attained_first_responses) as attained_first_responses,
        sum(parts.offered_calls) as offered_calls,
        sum(parts.abandoned_calls) as abandoned_calls,
        sum(parts.present_seconds) as present_seconds
    from parts
    inner join dates
        on parts.date_day = dates.date_day
    where {{ is_rebuilt('dates.month_start') }}
    group by dates.month_start, parts.team_id, dates.weekday, parts.hour_of_day

),

final as (

    select
        summed.month_start,
        summed.team_id,
        summed.weekday,
        cast(summed.hour_of_day as integer) as hour_of_day,
        cast(summed.contacts as bigint) as contacts,
        cast(coalesce(summed.first_responses, 0) as bigint) as first_responses,
        cast(summed.first_response_seconds as double) / nullif(summed.first_responses, 0)
            as first_response_time,
        cast(summed.attained_first_responses as double)
        / nullif(summed.due_first_responses, 0) * 100 as first_response_attainment,
        cast(summed.offered_calls as bigint) as offered_calls,
        cast(coalesce(summed.abandoned_calls, 0) as bigint) as abandoned_calls,
        cast(summed.contacts as double) / weekdays.days as contacts_per_day,
        case
            when has_states.is_known
                then cast(summed.present_seconds as double) / 3600 / weekdays.days
        end as agents_present,
        cast(summed.contacts as double)
        / nullif(cast(summed.present_seconds as double) / 3600, 0) as contacts_per_agent_hour
    from summed
    inner join weekdays
        on
            summed.month_start = weekdays.month_start
            and summed.weekday = weekdays.weekday
    cross join has_states

)

select * from final
