{#- The calendar's column goal is optional: a centre without goals leaves it out. -#}
{%- set has_goal = execute and 'goal' in (
    adapter.get_columns_in_relation(ref('calendar')) | map(attribute='name') | list
) -%}

-- The calendar reaches a year beyond the events on both sides, for windows that fall due later.
with as_of as (

    select * from {{ ref('int_as_of') }}

),

calendar as (

    select * from {{ ref('calendar') }}

),

contacts as (

    select * from {{ ref('int_contact_count') }} where is_contact

),

threshold_rows as (

    select * from {{ ref('int_threshold_row') }}

),

peak_rules as (

    select
        max(case when parameter = 'peak_contact_share' then value end) as contact_share,
        max(case when parameter = 'peak_comparison_weeks' then value end) as comparison_weeks
    from {{ ref('scoring_parameters') }}

),

dates as (

    {{ date_series(
        "(select cast(date_trunc('year', oldest_event_date) - interval 1 year as date) from as_of)",
        "(select cast(date_trunc('year', as_of_date) + interval 2 year as date) from as_of)",
    ) }}

),

contacts_by_date as (

    select
        started_on as date_day,
        contacts
    from contacts

),

first_contact as (

    select min(date_day) as date_day from contacts_by_date

),

daily_contacts as (

    select
        dates.date_day,
        coalesce(contacts_by_date.contacts, 0) as contacts
    from dates
    inner join first_contact
        on dates.date_day >= first_contact.date_day
    left join contacts_by_date
        on dates.date_day = contacts_by_date.date_day

),

-- The median of the same weekday in the weeks before (3-scoring, Peak days).
usual_contacts as (

    select
        daily_contacts.date_day,
        median(earlier.contacts) as usual_contacts
    from daily_contacts
    inner join daily_contacts as earlier
        on
            daily_contacts.date_day > earlier.date_day
            and extract(isodow from daily_contacts.date_day)
            = extract(isodow from earlier.date_day)
    cross join peak_rules
    where
        date_diff('day', earlier.date_day, daily_contacts.date_day)
        <= peak_rules.comparison_weeks * 7
    group by daily_contacts.date_day

),

crowded_dates as (

    select daily_contacts.date_day
    from daily_contacts
    inner join usual_contacts
        on daily_contacts.date_day = usual_contacts.date_day
    cross join peak_rules
    where daily_contacts.contacts > usual_contacts.usual_contacts * peak_rules.contact_share

),

-- Thresholds change on these dates only; between two of them lies an era.
era_starts as (

    select valid_from as era_start from threshold_rows
    union
    select cast(valid_to + interval 1 day as date) as era_start
    from threshold_rows
    where valid_to < date '9999-12-31'

),

eras as (

    select
        dates.date_day,
        coalesce(max(era_starts.era_start), date '1900-01-01') as threshold_era
    from dates
    left join era_starts
        on dates.date_day >= era_starts.era_start
    group by dates.date_day

),

final as (

    select
        dates.date_day,
        {{ period_start('week', 'dates.date_day') }} as week_start,
        {{ period_start('month', 'dates.date_day') }} as month_start,
        {{ period_start('quarter', 'dates.date_day') }} as quarter_start,
        cast(extract(isodow from dates.date_day) as integer) as weekday,
        coalesce(calendar.season, 'normal') as season,
        {{ 'calendar.goal' if has_goal else 'cast(null as varchar)' }} as goal,
        coalesce(calendar.is_holiday, false) as is_holiday,
        case
            when
                coalesce(calendar.is_holiday, false)
                or calendar.season = 'promotion'
                or crowded_dates.date_day is not null
                then 'peak'
            else 'normal'
        end as day_type,
        eras.threshold_era
    from dates
    inner join eras
        on dates.date_day = eras.date_day
    left join calendar
        on dates.date_day = calendar.date
    left join crowded_dates
        on dates.date_day = crowded_dates.date_day

)

select * from final
