-- Quality checks on the date of the check, through the channel of the contact that was checked.
with quality_checks as (

    select * from {{ ref('int_quality_check') }}

),

events as (

    select
        *,
        'quality_check' as event_type,
        check_id as event_id,
        checked_at as event_at,
        checked_on as date_day
    from quality_checks

),

final as (

    select
        {{ evidence_key('quality_judgment', contact_strata(), segments=contact_segments()) }},
        {{ count_if('events.script_compliant is not null') }} as script_judgments,
        {{ count_if('events.script_compliant') }} as compliant_scripts,
        {{ count_if('events.process_compliant is not null') }} as process_judgments,
        {{ count_if('events.process_compliant') }} as compliant_processes,
        {{ count_if('events.record_matches_customer is not null') }} as record_judgments,
        {{ count_if('events.record_matches_customer') }} as authentic_records,
        cast(events.attitude as decimal(18, 6)) as attitude_points,
        {{ count_if('events.attitude is not null') }} as attitude_ratings
    {{ evidence_from() }}

)

select * from final
