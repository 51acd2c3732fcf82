{{ config(
    materialized='incremental', incremental_strategy='replace_from', on_schema_change='fail',
    meta={'rebuilt_by': 'month_start'}
) }}
-- The draw is random, because a hash is, and reproducible, because the hash is of the contact and
-- its month: nobody picks, and the same contacts are drawn again from the same data.
with contacts as (

    select *
    from {{ ref('fct_contact') }}
    where
        is_human and team_id is not null
        and {{ is_rebuilt('date_day') }}
        and {{ is_rebuilt(period_start('month', 'date_day')) }}

),

checks as (

    select * from {{ ref('int_quality_check') }}

),

ranked as (

    select
        contact_type,
        contact_id,
        {{ period_start('month', 'date_day') }} as month_start,
        team_id,
        agent_id,
        channel,
        row_number() over (
            partition by {{ period_start('month', 'date_day') }}, team_id
            order by
                md5(
                    contact_type || ':' || contact_id || ':'
                    || cast({{ period_start('month', 'date_day') }} as varchar)
                ),
                contact_type,
                contact_id
        ) as draw_position,
        count(*) over (
            partition by {{ period_start('month', 'date_day') }}, team_id
        ) as contacts
    from contacts

),

drawn as (

    select *
    from ranked
    where
        draw_position
        <= greatest(1, round(contacts * {{ insight_parameter('spot_check_share') }}))

),

checked as (

    select
        subject_type,
        contact_id,
        count(*) as checks,
        min(checked_at) as first_checked_at,
        count(second_inspector_id) > 0 or count(distinct inspector_id) > 1 as is_double_checked
    from checks
    group by subject_type, contact_id

),

final as (

    select
        drawn.contact_type,
        drawn.contact_id,
        drawn.month_start,
        drawn.team_id,
        drawn.agent_id,
        drawn.channel,
        drawn.draw_position,
        checked.contact_id is not null as is_checked,
        coalesce(checked.is_double_checked, false) as is_double_checked,
        checked.first_checked_at
    from drawn
    left join checked
        on
            drawn.contact_type = checked.subject_type
            and drawn.contact_id = checked.contact_id

)

select * from final
