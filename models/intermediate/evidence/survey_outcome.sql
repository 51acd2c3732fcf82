{{ config(materialized='view') }}
-- A survey counts when it is answered (what it says) and when it is sent (whether it came back). A
-- view: both are instants of one row.
with surveys as (

    select * from {{ ref('survey') }}

),

agent_periods as (

    select * from {{ ref('dim_agent') }}

),

events as (

    select
        *,
        'answered' as milestone,
        true as is_answer,
        responded_at as event_at,
        answered_on as date_day,
        answered_stratum as stratum,
        answered_hour as hour_of_day
    from surveys
    where responded_at is not null
    union all
    select
        *,
        'sent' as milestone,
        false as is_answer,
        sent_at as event_at,
        sent_on as date_day,
        sent_stratum as stratum,
        sent_hour as hour_of_day
    from surveys
    where sent_at is not null

),

final as (

    select
        'survey' as event_type,
        events.survey_id as event_id,
        events.event_at,
        events.date_day,
        events.agent_id,
        coalesce(
            agent_periods.team_id, case when events.agent_id is not null then 'unknown' end
        ) as team_id,
        coalesce(
            agent_periods.role, case when events.agent_id is not null then 'unknown' end
        ) as role,
        events.channel,
        events.contact_type,
        events.stratum,
        events.hour_of_day,
        events.category,
        events.product_category,
        events.file_id,
        events.line,
        events.milestone,
        case when events.is_answer then cast(events.csat as decimal(18, 6)) end as csat_points,
        {{ count_if('events.is_answer and events.csat is not null') }} as csat_surveys,
        {{ count_if('events.is_answer and events.csat >= 4') }} as satisfied_surveys,
        {{ count_if(
            "events.is_answer and events.csat is not null and events.stage = 'post_complaint'"
        ) }} as complaint_csat_surveys,
        {{ count_if(
            "events.is_answer and events.csat >= 4 and events.stage = 'post_complaint'"
        ) }} as complaint_satisfied_surveys,
        case
            when not events.is_answer or events.nps is null then null
            when events.nps >= 9 then cast(1 as decimal(18, 6))
            when events.nps <= 6 then cast(-1 as decimal(18, 6))
            else cast(0 as decimal(18, 6))
        end as promoter_balance,
        {{ count_if('events.is_answer and events.nps is not null') }} as nps_surveys,
        case when events.is_answer then cast(events.attitude as decimal(18, 6)) end
        as attitude_points,
        {{ count_if('events.is_answer and events.attitude is not null') }} as attitude_ratings,
        case
            when events.is_answer and events.stage = 'return'
                then cast(
                    coalesce(
                        (events.ease + events.refund_timeliness) * 0.5,
                        events.ease,
                        events.refund_timeliness
                    ) as decimal(18, 6)
                )
        end as return_points,
        {{ count_if(
            "events.is_answer and events.stage = 'return' "
            ~ "and coalesce(events.ease, events.refund_timeliness) is not null"
        ) }} as return_surveys,
        {{ count_if('events.is_answer and events.is_follow_up_due') }} as negative_surveys,
        {{ count_if(
            'events.is_answer and events.is_follow_up_due and events.followed_up_at <= '
            ~ plus_seconds('events.responded_at', limit_seconds('negative_feedback'))
        ) }} as followed_up_surveys,
        {{ count_if("events.milestone = 'sent'") }} as sent_surveys,
        {{ count_if("events.milestone = 'sent' and events.responded_at is not null") }}
        as returned_surveys
    from events
    left join agent_periods
        on
            events.agent_id = agent_periods.agent_id
            and events.date_day >= agent_periods.valid_from
            and events.date_day < agent_periods.valid_to

)

select * from final
