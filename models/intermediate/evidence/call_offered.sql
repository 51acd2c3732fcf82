{{ config(meta={'in_batches': true}) }}
-- depends_on: {{ ref('int_batch') }}
-- Calls offered to a queue: a lost call has no agent, so a call counts for its queue's team, else
-- its agent's, and for no agent and no role.
with contacts as (

    select * from {{ ref('int_contact') }} where contact_type = 'call'

),

queue_teams as (

    select * from {{ ref('queue_teams') }}

),

agent_periods as (

    select * from {{ ref('int_agent_period') }}

),

events as (

    select
        contacts.contact_type as event_type,
        contacts.contact_id as event_id,
        contacts.started_at as event_at,
        contacts.started_on as date_day,
        cast(null as varchar) as agent_id,
        coalesce(
            queue_teams.team_id,
            agent_periods.team_id,
            case when contacts.agent_id is not null then 'unknown' end
        ) as team_id,
        cast(null as varchar) as role,
        contacts.channel,
        contacts.contact_type,
        contacts.first_order_at,
        contacts.customer_segment,
        contacts.is_remote,
        contacts.hour_of_day,
        contacts.category,
        contacts.product_category,
        contacts.first_response_at,
        contacts.first_response_seconds,
        contacts.file_id,
        contacts.line
    from contacts
    left join queue_teams
        on contacts.queue = queue_teams.queue
    left join agent_periods
        on
            contacts.agent_id = agent_periods.agent_id
            and contacts.started_on >= agent_periods.valid_from
            and contacts.started_on < agent_periods.valid_to

),

final as (

    select
        {{ evidence_key('call_offered', [
            'channel', 'contact_type', 'customer_type', 'customer_segment', 'is_remote',
        ], team_from='events', segments=['hour_of_day', 'category', 'product_category']) }},
        1 as offered_calls,
        {{ count_if('events.first_response_at is not null') }} as answered_calls,
        {{ count_if(
            'events.first_response_at is not null '
            ~ 'and events.first_response_seconds <= ' ~ limit_seconds('call_service_level')
        ) }} as calls_answered_in_time,
        {{ count_if('events.first_response_at is null') }} as abandoned_calls
    {{ evidence_from() }}

)

select * from final
