-- Agents by month, and whether they are in service: the month lies between the first event and the
-- as-of instant, and the agent is listed, hired on or before the month's last day, not left before its
-- first. Where no agents were ever delivered: those who own a contact that starts in the month.
with as_of as (

    select * from {{ ref('int_as_of') }}

),

months as (

    select distinct month_start from {{ ref('int_date') }}

),

month_ends as (

    select
        months.month_start,
        cast(months.month_start + interval 1 month - interval 1 day as date) as last_day,
        months.month_start between cast(date_trunc('month', as_of.oldest_event_date) as date)
        and as_of.as_of_date as is_service_month
    from months
    cross join as_of

),

agent_periods as (

    select * from {{ ref('int_agent_period') }}

),

is_listed as (

    select count(*) > 0 as has_agents
    from {{ ref('int_delivered_column') }}
    where table_name = 'agents'

),

contacts as (

    select
        agent_id,
        {{ period_start('month', 'started_on') }} as month_start
    from {{ ref('int_contact') }}
    where is_contact and is_human and agent_id is not null

),

-- The row of an agent in force on the month's last day, else the agent's first.
candidates as (

    select
        month_ends.month_start,
        month_ends.last_day,
        month_ends.is_service_month,
        agent_periods.agent_id,
        agent_periods.team_id,
        agent_periods.role,
        agent_periods.hired_on,
        agent_periods.left_on,
        agent_periods.listing_file_id,
        agent_periods.listing_line,
        row_number() over (
            partition by month_ends.month_start, agent_periods.agent_id
            order by
                case when agent_periods.valid_from <= month_ends.last_day then 0 else 1 end,
                case
                    when agent_periods.valid_from <= month_ends.last_day
                        then -agent_periods.period_number
                    else agent_periods.period_number
                end
        ) as period_rank
    from month_ends
    cross join agent_periods

),

listed as (

    select
        month_start,
        last_day,
        agent_id,
        team_id,
        role,
        is_service_month
        and coalesce(hired_on <= last_day, true)
        and coalesce(left_on >= month_start, true) as is_in_service,
        listing_file_id,
        listing_line
    from candidates
    where period_rank = 1

),

unlisted as (

    select distinct
        contacts.month_start,
        month_ends.last_day,
        contacts.agent_id,
        'unknown' as team_id,
        'unknown' as role,
        true as is_in_service,
        cast(null as bigint) as listing_file_id,
        cast(null as bigint) as listing_line
    from contacts
    inner join month_ends
        on contacts.month_start = month_ends.month_start
    cross join is_listed
    where not is_listed.has_agents

),

final as (

    select * from listed
    union all
    select * from unlisted

)

select * from final
