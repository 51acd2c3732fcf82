{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'month_start'}, on_schema_change='fail'
) }}
with contacts as (

    select * from {{ ref('fct_contact') }}
    where is_human and team_id is not null and {{ is_rebuilt('date_day') }}

),

samples as (

    select * from {{ ref('spot_check_sample') }} where {{ is_rebuilt('month_start') }}

),

checks as (

    select * from {{ ref('int_quality_check') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

checked as (

    select
        subject_type,
        contact_id,
        count(second_inspector_id) > 0 or count(distinct inspector_id) > 1 as is_double_checked
    from checks
    group by subject_type, contact_id

),

counted as (

    select
        {{ period_start('month', 'contacts.date_day') }} as month_start,
        contacts.team_id,
        count(*) as contacts,
        count(checked.contact_id) as checked_contacts,
        count(case when checked.is_double_checked then 1 end) as double_checked_contacts
    from contacts
    left join checked
        on
            contacts.contact_type = checked.subject_type
            and contacts.contact_id = checked.contact_id
    group by {{ period_start('month', 'contacts.date_day') }}, contacts.team_id

),

drawn as (

    select
        month_start,
        team_id,
        count(*) as drawn_contacts,
        count(case when is_checked then 1 end) as drawn_checked_contacts,
        count(case when is_double_checked then 1 end) as drawn_double_checked_contacts
    from samples
    group by month_start, team_id

),

final as (

    select
        counted.month_start,
        counted.team_id,
        counted.contacts,
        drawn.drawn_contacts,
        cast(drawn.drawn_contacts as double) / counted.contacts * 100 as drawn_share,
        drawn.drawn_checked_contacts,
        cast(drawn.drawn_checked_contacts as double) / drawn.drawn_contacts * 100
            as drawn_checked_share,
        drawn.drawn_double_checked_contacts,
        cast(drawn.drawn_double_checked_contacts as double) / drawn.drawn_contacts * 100
            as drawn_double_checked_share,
        counted.checked_contacts,
        cast(counted.checked_contacts as double) / counted.contacts * 100 as checked_share,
        counted.double_checked_contacts,
        cast(counted.checked_contacts as double) / counted.contacts
        >= {{ insight_parameter('min_spot_check_share') }} as is_enough,
        cast(counted.checked_contacts as double) / counted.contacts
        > {{ insight_parameter('max_spot_check_share') }} as is_too_much,
        {{ period_end("'month'", 'counted.month_start') }} <= as_of.as_of_date as is_complete
    from counted
    inner join drawn
        on
            counted.month_start = drawn.month_start
            and counted.team_id = drawn.team_id
    cross join as_of
    where {{ is_rebuilt('counted.month_start') }}

)

select * from final
