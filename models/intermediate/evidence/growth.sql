{#-
    Made anew every time: an agent that is listed again, in a newer export, leads to that one in every
    month, and there are no more rows than agents have months and colleagues' ratings.
-#}
{{ config(materialized='table') }}
-- What is counted per agent and month: service itself, contributions, trainings, certifications and
-- ratings by colleagues. Team and role are those of the month's last day (else the agent's first).
with agent_months as (

    select * from {{ ref('int_agent_month') }}

),

certifications as (

    {{ union_systems('certifications') }}

),

contributions as (

    {{ union_systems('knowledge_contributions') }}

),

trainings as (

    {{ union_systems('training_results') }}

),

ratings as (

    {{ union_systems('collaboration_ratings') }}

),

-- Of several in force on the month's last day, the one granted last stands for all.
certifications_in_force as (

    select
        agent_months.month_start,
        agent_months.last_day,
        agent_months.agent_id,
        certifications.file_id,
        certifications.line,
        row_number() over (
            partition by agent_months.month_start, agent_months.agent_id
            order by
                certifications.granted_on desc,
                certifications.file_id asc,
                certifications.line asc
        ) as grant_rank
    from agent_months
    inner join certifications
        on
            agent_months.agent_id = certifications.agent_id
            and agent_months.last_day >= certifications.granted_on
            and agent_months.last_day <= coalesce(certifications.expires_on, date '9999-12-31')
    where agent_months.is_in_service

),

-- A month of service is no line of an export: it leads to the row that lists the agent. Where no
-- agents were delivered there is none.
happenings as (

    select
        'agent_month' as event_type,
        agent_id || ' ' || cast(month_start as varchar) as event_id,
        {{ instant_of('cast(last_day as timestamp)') }} as event_at,
        last_day as date_day,
        agent_id,
        cast(null as boolean) as is_yes,
        cast(null as boolean) as is_also_yes,
        cast(null as varchar) as kind,
        listing_file_id as file_id,
        listing_line as line
    from agent_months
    where is_in_service
    union all
    select
        'certified_month' as event_type,
        agent_id || ' ' || cast(month_start as varchar) as event_id,
        {{ instant_of('cast(last_day as timestamp)') }} as event_at,
        last_day as date_day,
        agent_id,
        cast(null as boolean) as is_yes,
        cast(null as boolean) as is_also_yes,
        cast(null as varchar) as kind,
        file_id,
        line
    from certifications_in_force
    where grant_rank = 1
    union all
    select
        'knowledge_contribution' as event_type,
        contribution_id as event_id,
        created_at as event_at,
        {{ business_date('created_at') }} as date_day,
        agent_id,
        coalesce(citations, 0) >= 1 as is_yes,
        coalesce(adopted, false) as is_also_yes,
        kind,
        file_id,
        line
    from contributions
    union all
    select
        'training_result' as event_type,
        agent_id || ' ' || course_id || ' ' || cast(scheduled_on as varchar) as event_id,
        {{ instant_of('cast(scheduled_on as timestamp)') }} as event_at,
        scheduled_on as date_day,
        agent_id,
        coalesce(attended, false) as is_yes,
        coalesce(attended, false) and coalesce(passed, false) as is_also_yes,
        kind,
        file_id,
        line
    from trainings

),

rating_events as (

    select
        'collaboration_rating' as event_type,
        rating_id as event_id,
        rated_at as event_at,
        {{ business_date('rated_at') }} as date_day,
        agent_id,
        satisfaction,
        responded_in_time,
        information_accurate,
        file_id,
        line
    from ratings

),

occurrences as (

    select
        *,
        cast(null as integer) as satisfaction,
        cast(null as boolean) as responded_in_time,
        cast(null as boolean) as information_accurate
    from happenings
    union all
    select
        event_type,
        event_id,
        event_at,
        date_day,
        agent_id,
        cast(null as boolean) as is_yes,
        cast(null as boolean) as is_also_yes,
        cast(null as varchar) as kind,
        file_id,
        line,
        satisfaction,
        responded_in_time,
        information_accurate
    from rating_events

),

-- An agent who is not listed is unknown.
events as (

    select
        occurrences.*,
        coalesce(agent_months.team_id, 'unknown') as team_id,
        coalesce(agent_months.role, 'unknown') as role
    from occurrences
    left join agent_months
        on
            occurrences.agent_id = agent_months.agent_id
            and {{ period_start('month', 'occurrences.date_day') }} = agent_months.month_start

),

final as (

    select
        {{ evidence_key('growth', team_from='events') }},
        {{ count_if("events.event_type = 'agent_month'") }} as agent_months,
        {{ count_if("events.event_type = 'certified_month'") }} as certified_agent_months,
        {{ count_if("events.kind = 'kb_update'") }} as knowledge_updates,
        {{ count_if("events.kind = 'case_share' and events.is_yes") }} as cited_cases,
        {{ count_if("events.kind = 'suggestion' and events.is_also_yes") }}
        as adopted_suggestions,
        {{ count_if("events.event_type = 'training_result'") }} as scheduled_trainings,
        {{ count_if("events.event_type = 'training_result' and events.is_yes") }}
        as attended_trainings,
        {{ count_if("events.event_type = 'training_result' and events.is_also_yes") }}
        as passed_trainings,
        {{ count_if("events.kind = 'product_knowledge' and events.is_yes") }}
        as attended_product_trainings,
        {{ count_if("events.kind = 'product_knowledge' and events.is_also_yes") }}
        as passed_product_trainings,
        {{ count_if('events.satisfaction is not null') }} as satisfaction_ratings,
        {{ count_if('events.satisfaction >= 4') }} as satisfied_ratings,
        {{ count_if('events.responded_in_time is not null') }} as timeliness_ratings,
        {{ count_if('events.responded_in_time') }} as timely_ratings,
        {{ count_if('events.information_accurate is not null') }} as accuracy_ratings,
        {{ count_if('events.information_accurate') }} as accurate_ratings
    {{ evidence_from() }}

)

select * from final
