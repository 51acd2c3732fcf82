{{ config(materialized='view') }}
-- A view over agent_state: ids and measures follow from a state and its seconds.
with states as (

    select
        *,
        state in ('talking', 'holding', 'wrap_up', 'chatting', 'ticket_work') as is_occupied,
        state = 'available' as is_available,
        state = 'break' as is_break,
        state <> 'offline' as is_online
    from {{ ref('agent_state') }}

),

agent_periods as (

    select * from {{ ref('dim_agent') }}

),

final as (

    select
        'agent_state' as event_type,
        states.agent_id || ' ' || cast(states.started_at as varchar) as event_id,
        states.piece_started_at as event_at,
        states.date_day,
        states.agent_id,
        coalesce(
            agent_periods.team_id, case when states.agent_id is not null then 'unknown' end
        ) as team_id,
        coalesce(
            agent_periods.role, case when states.agent_id is not null then 'unknown' end
        ) as role,
        cast(null as varchar) as channel,
        cast(null as varchar) as contact_type,
        states.stratum,
        states.hour_of_day,
        cast(null as varchar) as category,
        cast(null as varchar) as product_category,
        states.file_id,
        states.line,
        case when states.is_occupied then states.piece_seconds end as occupied_seconds,
        case when states.is_occupied or states.is_available then states.piece_seconds end
        as ready_seconds,
        {{ count_if('states.is_occupied or states.is_available') }} as ready_pieces,
        case when states.is_break then states.piece_seconds end as break_seconds,
        case when states.is_online then states.piece_seconds end as online_seconds,
        {{ count_if('states.is_online') }} as online_pieces
    from states
    left join agent_periods
        on
            states.agent_id = agent_periods.agent_id
            and states.date_day >= agent_periods.valid_from
            and states.date_day < agent_periods.valid_to

)

select * from final
