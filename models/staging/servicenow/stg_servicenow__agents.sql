-- ServiceNow exports no staff list: an agent's team in a month is the assignment group in which the
-- agent resolved most of that month's incidents (a tie: the group whose name sorts first).
with incident_events as (

    select * from {{ ref('stg_servicenow__incident_events') }}

),

resolutions as (

    select
        resolved_by as agent_id,
        assignment_group as team_id,
        cast(
            date_trunc('month', {{ business_date('coalesce(resolved_at, closed_at)') }}) as date
        ) as valid_from,
        file_id,
        line
    from incident_events
    where
        reverse_event_number = 1
        and resolved_by is not null
        and coalesce(resolved_at, closed_at) is not null

),

counted as (

    select
        agent_id,
        valid_from,
        coalesce(team_id, 'unknown') as team_id,
        count(*) as resolved_incidents,
        max(file_id) as file_id,
        max(line) as line
    from resolutions
    group by agent_id, valid_from, coalesce(team_id, 'unknown')

),

ranked as (

    select
        *,
        row_number() over (
            partition by agent_id, valid_from
            order by resolved_incidents desc, team_id asc
        ) as team_rank
    from counted

),

final as (

    select
        agent_id,
        valid_from,
        cast(null as varchar) as name,
        team_id,
        cast(null as varchar) as team_name,
        'tech_support' as role,
        cast(null as varchar) as supervisor_id,
        cast(null as varchar) as languages,
        cast(null as date) as hired_on,
        cast(null as date) as left_on,
        file_id,
        line
    from ranked
    where team_rank = 1

)

select * from final
