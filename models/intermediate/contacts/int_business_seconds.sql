{{ config(
    materialized='incremental', incremental_strategy='replace_from',
    meta={'rebuilt_by': 'last_known_on', 'in_batches': true}
) }}
-- depends_on: {{ ref('int_batch') }}
-- Opening seconds of tickets: until the first response, by the hours of the first agent's team on
-- the date of the start, and until the end, by those of the agent's team on the date of the end.
with tickets as (

    select
        contact_id,
        response_agent_id,
        agent_id,
        started_at,
        started_on,
        first_response_at,
        ended_at,
        ended_on,
        last_known_on
    from {{ ref('int_delivered_contact') }}
    where
        contact_type = 'ticket' and is_contact and is_human
        and {{ is_rebuilt_at('last_known_at') }}

),

agent_periods as (

    select * from {{ ref('int_agent_period') }}

),

opening_intervals as (

    select * from {{ ref('int_opening_interval') }}

),

hours_teams as (

    select distinct hours_team_id from opening_intervals

),

spans as (

    select
        'response' as span,
        contact_id,
        response_agent_id as agent_id,
        started_on as date_day,
        started_at as from_at,
        first_response_at as to_at
    from tickets
    where first_response_at is not null
    union all
    select
        'handling' as span,
        contact_id,
        agent_id,
        ended_on as date_day,
        started_at as from_at,
        ended_at as to_at
    from tickets
    where ended_at is not null

),

instants as (

    select
        spans.span,
        spans.contact_id,
        coalesce(hours_teams.hours_team_id, '*') as hours_team_id,
        spans.from_at,
        spans.to_at
    from spans
    left join agent_periods
        on
            spans.agent_id = agent_periods.agent_id
            and spans.date_day >= agent_periods.valid_from
            and spans.date_day < agent_periods.valid_to
    left join hours_teams
        on agent_periods.team_id = hours_teams.hours_team_id

),

opened_before_start as (

    {{ opening_seconds_until('instants', 'from_at', 'opening_intervals') }}

),

opened_before_end as (

    {{ opening_seconds_until('instants', 'to_at', 'opening_intervals') }}

),

final as (

    select
        'ticket' as contact_type,
        opened_before_end.contact_id,
        tickets.last_known_on,
        max(
            case
                when opened_before_end.span = 'response'
                    then opened_before_end.opening_seconds - opened_before_start.opening_seconds
            end
        ) as response_seconds,
        max(
            case
                when opened_before_end.span = 'handling'
                    then opened_before_end.opening_seconds - opened_before_start.opening_seconds
            end
        ) as handling_seconds
    from opened_before_end
    inner join opened_before_start
        on
            opened_before_end.span = opened_before_start.span
            and opened_before_end.contact_id = opened_before_start.contact_id
    inner join tickets
        on opened_before_end.contact_id = tickets.contact_id
    group by opened_before_end.contact_id, tickets.last_known_on

)

select * from final
