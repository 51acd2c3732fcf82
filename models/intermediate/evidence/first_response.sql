{{ config(meta={'in_batches': true}) }}
-- depends_on: {{ ref('int_batch') }}
-- Human contacts on the date they start, owned by who answered first. Each answer is judged by the
-- unadjusted baseline of its stratum, so the stratum is found before the measures.
with contacts as (

    select * from {{ ref('int_contact') }} where is_contact and is_human

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

judging_indicator as (

    select distinct judged_by as indicator
    from {{ ref('indicators') }}
    where judged_by is not null

),

events as (

    select
        contacts.contact_type as event_type,
        contacts.contact_id as event_id,
        contacts.started_at as event_at,
        contacts.started_on as date_day,
        contacts.response_agent_id as agent_id,
        {{ contact_attributes('contacts') }},
        contacts.intent,
        contacts.first_response_at,
        contacts.first_response_seconds,
        contacts.business_response_seconds,
        contacts.file_id,
        contacts.line
    from contacts

),

keyed as (

    select
        {{ evidence_key('first_response', contact_strata(), segments=contact_segments()) }},
        event_date.threshold_era,
        events.intent,
        events.first_response_at,
        events.first_response_seconds,
        events.business_response_seconds
    {{ evidence_from() }}

),

strata as (

    select distinct stratum from keyed

),

eras as (

    select distinct threshold_era from keyed where threshold_era is not null

),

matched as (

    {{ match_thresholds('strata', 'eras') }}

),

baselines as (

    select
        matched.stratum,
        matched.threshold_era,
        matched.base_baseline
    from matched
    inner join judging_indicator
        on matched.indicator = judging_indicator.indicator

),

judged as (

    select
        keyed.*,
        baselines.base_baseline,
        case
            when baselines.base_baseline is null then null
            when keyed.first_response_at is not null
                then keyed.first_response_seconds <= baselines.base_baseline
            -- An unanswered contact is a miss once it is as old as its baseline.
            when
                {{ seconds_between('keyed.event_at', 'as_of.as_of') }} >= baselines.base_baseline
                then false
        end as is_attained
    from keyed
    cross join as_of
    left join baselines
        on
            keyed.stratum = baselines.stratum
            and keyed.threshold_era = baselines.threshold_era

),

final as (

    select
        event_type,
        event_id,
        event_at,
        date_day,
        agent_id,
        team_id,
        role,
        channel,
        contact_type,
        stratum,
        hour_of_day,
        category,
        product_category,
        file_id,
        line,
        case when first_response_at is not null then first_response_seconds end
        as first_response_seconds,
        {{ count_if('first_response_at is not null') }} as first_responses,
        {{ count_if('is_attained is not null') }} as due_first_responses,
        {{ count_if('is_attained') }} as attained_first_responses,
        {{ count_if("channel = 'social'") }} as social_contacts,
        {{ count_if(
            "channel = 'social' and first_response_at is not null "
            ~ "and first_response_seconds <= " ~ limit_seconds('social_response')
        ) }} as social_contacts_in_time,
        {{ count_if("contact_type = 'conversation' and intent = 'order_urge'") }}
        as order_urge_conversations,
        {{ count_if(
            "contact_type = 'conversation' and intent = 'order_urge' "
            ~ "and first_response_at is not null "
            ~ "and first_response_seconds <= " ~ limit_seconds('order_urge_response')
        ) }} as order_urge_conversations_in_time,
        business_response_seconds as business_first_response_seconds,
        {{ count_if('business_response_seconds is not null') }} as business_first_responses
    from judged

)

select * from final
