-- The team and role of an agent on the last day of a period; unknown where the agent is not listed.
with periods as (

    select distinct
        period,
        period_start,
        period_end
    from {{ ref('int_scheme_period') }}

),

agent_periods as (

    select * from {{ ref('int_agent_period') }}

),

agents as (

    select distinct entity_id as agent_id
    from {{ ref('int_indicator_points') }}
    where entity_type = 'agent'
    union
    select agent_id from agent_periods

),

final as (

    select
        agents.agent_id,
        periods.period,
        periods.period_start,
        coalesce(agent_periods.team_id, 'unknown') as team_id,
        coalesce(agent_periods.role, 'unknown') as role,
        agent_periods.name
    from agents
    cross join periods
    left join agent_periods
        on
            agents.agent_id = agent_periods.agent_id
            and periods.period_end >= agent_periods.valid_from
            and periods.period_end < agent_periods.valid_to

)

select * from final
