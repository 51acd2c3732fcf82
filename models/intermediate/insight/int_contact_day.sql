-- The history of a forecast, and the days that it is for. The as-of date still runs, so it is
-- neither: its contacts are not known yet (null), like those of the days after it.
with contacts as (

    select
        channel,
        started_on as date_day
    from {{ ref('int_contact') }}
    where is_contact and is_human and channel is not null

),

dates as (

    select * from {{ ref('int_date') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

contacts_by_date as (

    select
        channel,
        date_day,
        count(*) as contacts
    from contacts
    group by channel, date_day

),

channels as (

    select
        contacts_by_date.channel,
        greatest(
            min(contacts_by_date.date_day),
            max(as_of.as_of_date)
            - cast({{ insight_parameter('forecast_history_days') }} as integer)
        ) as first_day
    from contacts_by_date
    cross join as_of
    where contacts_by_date.date_day <= as_of.as_of_date
    group by contacts_by_date.channel

),

final as (

    select
        channels.channel,
        dates.date_day,
        dates.weekday,
        dates.season,
        dates.is_holiday,
        dates.date_day > as_of.as_of_date as is_ahead,
        case
            when dates.date_day < as_of.as_of_date then coalesce(contacts_by_date.contacts, 0)
        end as contacts
    from channels
    cross join as_of
    inner join dates
        on
            channels.first_day <= dates.date_day
            and dates.date_day
            <= as_of.as_of_date + cast({{ insight_parameter('forecast_days') }} as integer)
    left join contacts_by_date
        on
            channels.channel = contacts_by_date.channel
            and dates.date_day = contacts_by_date.date_day

)

select * from final
