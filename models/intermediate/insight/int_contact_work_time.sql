-- What a contact takes an agent. A call says so itself (talk, hold and wrap-up); a conversation and
-- a ticket last longer than anybody works on them, so the time that agents spend chatting and on
-- tickets is divided by their number. A channel is the mean of its contacts; it is unknown (null)
-- where one of its kinds of contact is.
with contacts as (

    select * from {{ ref('int_contact') }} where is_contact and is_human

),

agent_states as (

    {{ union_systems('agent_states') }}

),

as_of as (

    select
        as_of_date,
        as_of_date - cast({{ insight_parameter('staffing_profile_days') }} as integer) as first_day
    from {{ ref('int_as_of') }}

),

recent_contacts as (

    select contacts.*
    from contacts
    cross join as_of
    where contacts.started_on >= as_of.first_day and contacts.started_on < as_of.as_of_date

),

recent_states as (

    select
        case agent_states.state
            when 'chatting' then 'conversation'
            when 'ticket_work' then 'ticket'
        end as contact_type,
        {{ seconds_between('agent_states.started_at', 'agent_states.ended_at') }} as state_seconds
    from agent_states
    cross join as_of
    where
        agent_states.state in ('chatting', 'ticket_work')
        -- In no time zone are dates two days away; the wall clock of all of history takes seconds.
        and agent_states.started_at >= as_of.first_day - interval 2 day
        and {{ business_date('agent_states.started_at') }} >= as_of.first_day
        and {{ business_date('agent_states.started_at') }} < as_of.as_of_date

),

contact_counts as (

    select
        contact_type,
        count(*) as contacts
    from recent_contacts
    group by contact_type

),

state_sums as (

    select
        contact_type,
        sum(state_seconds) as state_seconds
    from recent_states
    group by contact_type

),

work_times as (

    select
        'call' as contact_type,
        cast(sum(
            talk_seconds + coalesce(hold_seconds, 0) + coalesce(wrap_up_seconds, 0)
        ) as double) / nullif(count(talk_seconds), 0) as work_seconds
    from recent_contacts
    where contact_type = 'call' and first_response_at is not null
    union all
    select
        contact_counts.contact_type,
        cast(state_sums.state_seconds as double) / contact_counts.contacts as work_seconds
    from contact_counts
    inner join state_sums
        on contact_counts.contact_type = state_sums.contact_type

),

channel_counts as (

    select
        channel,
        contact_type,
        count(*) as contacts
    from recent_contacts
    where channel is not null
    group by channel, contact_type

),

-- Microseconds are enough, and sums of decimals do not depend on the order of the rows.
final as (

    select
        channel_counts.channel,
        case
            when count(work_times.work_seconds) = count(*)
                then cast(
                    sum(
                        channel_counts.contacts
                        * cast(work_times.work_seconds as decimal(18, 6))
                    ) as double
                ) / cast(sum(channel_counts.contacts) as double)
        end as work_seconds
    from channel_counts
    left join work_times
        on channel_counts.contact_type = work_times.contact_type
    group by channel_counts.channel

)

select * from final
