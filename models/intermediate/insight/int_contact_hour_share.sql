-- When contacts come: of the last weeks, because opening hours and habits change.
with contacts as (

    select
        channel,
        started_on as date_day,
        cast(hour_of_day as integer) as hour_of_day
    from {{ ref('int_contact') }}
    where is_contact and is_human and channel is not null

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

counted as (

    select
        contacts.channel,
        extract(isodow from contacts.date_day) >= 6 as is_weekend,
        contacts.hour_of_day,
        count(*) as contacts
    from contacts
    cross join as_of
    where
        contacts.date_day < as_of.as_of_date
        and contacts.date_day
        >= as_of.as_of_date - cast({{ insight_parameter('staffing_profile_days') }} as integer)
    group by all

),

final as (

    select
        channel,
        is_weekend,
        hour_of_day,
        contacts,
        cast(contacts as double)
        / cast(sum(contacts) over (partition by channel, is_weekend) as double) as contact_share
    from counted

)

select * from final
