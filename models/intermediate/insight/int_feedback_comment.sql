{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'date_day'}
) }}
-- What customers wrote, with personal data masked before anything else is done with it; and the
-- same text as English words between single blanks, without apostrophes, for whole-word matches.
with surveys as (

    {{ union_systems('surveys') }}

),

owners as (

    select * from {{ ref('survey') }}
    where responded_at is not null and {{ is_rebuilt('surveyed_on') }}

),

agent_periods as (

    select * from {{ ref('int_agent_period') }}

),

masked as (

    select
        owners.survey_id,
        owners.agent_id,
        {{ business_date('owners.responded_at') }} as date_day,
        owners.csat,
        {{ mask_personal_data('surveys.comment') }} as masked_comment
    from owners
    inner join surveys
        on owners.survey_id = surveys.survey_id
    where trim(surveys.comment) <> ''

),

final as (

    select
        masked.survey_id,
        masked.date_day,
        masked.agent_id,
        coalesce(
            agent_periods.team_id, case when masked.agent_id is not null then 'unknown' end
        ) as team_id,
        masked.csat,
        masked.masked_comment,
        lower(masked.masked_comment) as plain_text,
        ' ' || regexp_replace(
            regexp_replace(lower(masked.masked_comment), '[''’]', '', 'g'), '[^a-z0-9]+', ' ', 'g'
        ) || ' ' as english_words
    from masked
    left join agent_periods
        on
            masked.agent_id = agent_periods.agent_id
            and masked.date_day >= agent_periods.valid_from
            and masked.date_day < agent_periods.valid_to

)

select * from final
