with agent_periods as (

    select * from {{ ref('int_agent_period') }}

),

final as (

    select
        agent_id,
        valid_from,
        valid_to,
        valid_to = date '9999-12-31' as is_current,
        name,
        team_id,
        team_name,
        role,
        supervisor_id,
        languages,
        hired_on,
        left_on
    from agent_periods

)

select * from final
