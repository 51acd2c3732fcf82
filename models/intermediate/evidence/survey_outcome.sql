-- A survey counts when it is answered (what it says) and when it is sent (whether it came back).
with surveys as (

    select * from {{ ref('survey') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

milestones as (

    select
        'answered' as milestone,
        responded_at as event_at,
        *
    from surveys
    where responded_at is not null and {{ is_rebuilt_at('responded_at') }}
    union all
    select
        'sent' as milestone,
        sent_at as event_at,
        *
    from surveys
    where sent_at is not null and {{ is_rebuilt_at('sent_at') }}

),

events as (

    select
        milestones.*,
        'survey' as event_type,
        milestones.survey_id as event_id,
        {{ business_date('milestones.event_at') }} as date_day,
        milestones.milestone = 'answered' as is_answer,
        milestones.milestone = 'answered' and milestones.csat <= 2 and (
            milestones.followed_up_at is not null
            or {{ plus_seconds('milestones.responded_at', limit_seconds('negative_feedback')) }}
            < as_of.as_of
        ) as is_follow_up_due
    from milestones
    cross join as_of

),

final as (

    select
        {{ evidence_key('survey_outcome', [
            'channel', 'contact_type', 'customer_type', 'customer_segment', 'price_band',
            'product_category', 'is_complex', 'is_remote', 'stage',
        ], segments=['hour_of_day', 'category', 'product_category']) }},
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
        {{ count_if('events.is_follow_up_due') }} as negative_surveys,
        {{ count_if(
            'events.is_follow_up_due and events.followed_up_at <= '
            ~ plus_seconds('events.responded_at', limit_seconds('negative_feedback'))
        ) }} as followed_up_surveys,
        {{ count_if("events.milestone = 'sent'") }} as sent_surveys,
        {{ count_if("events.milestone = 'sent' and events.responded_at is not null") }}
        as returned_surveys
    {{ evidence_from() }}

)

select * from final
