-- An agent's states, cut at local midnight so that every second counts on its own date.
with agent_states as (

    {{ union_systems('agent_states') }}

),

dates as (

    select date_day from {{ ref('int_date') }}

),

states as (

    select
        *,
        {{ local_time('started_at') }} as started_local,
        {{ local_time('ended_at') }} as ended_local
    from agent_states
    where {{ is_rebuilt_at('ended_at') }}

),

dated as (

    select
        *,
        cast(started_local as date) as first_date,
        cast(ended_local as date) as last_date
    from states

),

-- Only the few states that cross midnight are joined to the dates they touch.
pieces as (

    select
        agent_id,
        state,
        first_date as date_day,
        started_at,
        started_at as piece_started_at,
        ended_at as piece_ended_at,
        file_id,
        line
    from dated
    where first_date = last_date
    union all
    select
        dated.agent_id,
        dated.state,
        dates.date_day,
        dated.started_at,
        greatest(
            dated.started_at, {{ instant_of('cast(dates.date_day as timestamp)') }}
        ) as piece_started_at,
        least(
            dated.ended_at,
            {{ instant_of('cast(dates.date_day as timestamp) + interval 1 day') }}
        ) as piece_ended_at,
        dated.file_id,
        dated.line
    from dated
    inner join dates
        on dates.date_day between dated.first_date and dated.last_date
    where dated.first_date < dated.last_date

),

events as (

    select
        'agent_state' as event_type,
        agent_id || ' ' || cast(started_at as varchar) as event_id,
        piece_started_at as event_at,
        date_day,
        agent_id,
        {{ seconds_between('piece_started_at', 'piece_ended_at') }} as piece_seconds,
        state in ('talking', 'holding', 'wrap_up', 'chatting', 'ticket_work') as is_occupied,
        state = 'available' as is_available,
        state = 'break' as is_break,
        state <> 'offline' as is_online,
        file_id,
        line
    from pieces
    where piece_ended_at > piece_started_at

),

final as (

    select
        {{ evidence_key('agent_state_piece') }},
        case when events.is_occupied then events.piece_seconds end as occupied_seconds,
        case when events.is_occupied or events.is_available then events.piece_seconds end
        as ready_seconds,
        {{ count_if('events.is_occupied or events.is_available') }} as ready_pieces,
        case when events.is_break then events.piece_seconds end as break_seconds,
        case when events.is_online then events.piece_seconds end as online_seconds,
        {{ count_if('events.is_online') }} as online_pieces
    {{ evidence_from() }}

)

select * from final
