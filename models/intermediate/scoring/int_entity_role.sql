-- The roles that count as an entity's own: an agent's, those of a team's agents, those of all. The
-- main role decides the primary scheme: the one that most agents of the team have.
with placements as (

    select * from {{ ref('int_agent_placement') }}

),

agent_roles as (

    select
        'agent' as entity_type,
        agent_id as entity_id,
        period,
        period_start,
        role,
        1 as agents
    from placements

),

team_roles as (

    select
        'team' as entity_type,
        team_id as entity_id,
        period,
        period_start,
        role,
        count(*) as agents
    from placements
    group by team_id, period, period_start, role

),

-- The company has no role of its own: every role is its, and none is its main one.
company_roles as (

    select
        'company' as entity_type,
        'company' as entity_id,
        period,
        period_start,
        role,
        count(*) as agents
    from placements
    group by period, period_start, role

),

roles as (

    select * from agent_roles
    union all
    select * from team_roles
    union all
    select * from company_roles

),

final as (

    select
        entity_type,
        entity_id,
        period,
        period_start,
        role,
        entity_type <> 'company'
        and row_number() over (
            partition by entity_type, entity_id, period, period_start
            order by agents desc, role asc
        ) = 1 as is_main
    from roles

)

select * from final
