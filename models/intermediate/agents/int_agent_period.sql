with agents as (

    {{ union_systems('agents') }}

),

-- Two systems may know the same agent from the same day: one row stays, whichever is first.
ranked as (

    select
        *,
        row_number() over (
            partition by agent_id, valid_from
            order by source_system, file_id, line
        ) as delivery_rank
    from agents

),

final as (

    select
        agent_id,
        valid_from,
        coalesce(
            lead(valid_from) over (partition by agent_id order by valid_from),
            date '9999-12-31'
        ) as valid_to,
        row_number() over (partition by agent_id order by valid_from) as period_number,
        name,
        team_id,
        team_name,
        role,
        supervisor_id,
        languages,
        hired_on,
        left_on,
        source_system,
        file_id as listing_file_id,
        line as listing_line
    from ranked
    where delivery_rank = 1

)

select * from final
