{{ config(meta={'in_batches': true}) }}
-- depends_on: {{ ref('int_batch') }}
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
    where {{ reaches_into_rebuilt('started_at', 'ended_at') }}

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
        extract(hour from started_local) as hour_of_day,
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
        cast(null as bigint) as hour_of_day,
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

    select * from pieces where piece_ended_at > piece_started_at

),

final as (

    select
        events.agent_id,
        events.state,
        events.started_at,
        events.piece_started_at,
        events.date_day,
        {{ seconds_between('events.piece_started_at', 'events.piece_ended_at') }}
        as piece_seconds,
        {{ stratum_key('agent_state_piece', {
            'role':
                "coalesce(owner.role, case when events.agent_id is not null then 'unknown' end)",
            'season': "coalesce(event_date.season, 'normal')",
            'day_type': "coalesce(event_date.day_type, 'normal')",
        }) }} as stratum,
        -- Few pieces begin at a midnight instead of with their state.
        cast(
            coalesce(
                events.hour_of_day,
                extract(hour from {{ local_time('events.piece_started_at') }})
            ) as smallint
        ) as hour_of_day,
        events.file_id,
        events.line
    {{ evidence_from() }}

)

select * from final
