-- Cost rows and the contacts that they paid for, by month and team, on the month's first day. A
-- team's contacts count for the team only in months for which it has a cost row; in the company's
-- denominator stand all human contacts of the months with any cost row, so those of a team without
-- one have no team here.
with service_costs as (

    {{ union_systems('service_costs') }}

),

contacts as (

    select * from {{ ref('contact_start_daily') }} where contacts > 0

),

cost_teams as (

    select distinct
        month_start,
        team_id
    from service_costs

),

cost_months as (

    select distinct month_start from service_costs

),

contacts_by_team as (

    select
        {{ period_start('month', 'date_day') }} as month_start,
        team_id,
        cast(sum(contacts) as bigint) as contacts
    from contacts
    group by {{ period_start('month', 'date_day') }}, team_id

),

events as (

    select
        'service_cost' as event_type,
        cast(month_start as varchar) || ' ' || team_id || ' ' || kind as event_id,
        {{ instant_of('cast(month_start as timestamp)') }} as event_at,
        month_start as date_day,
        cast(null as varchar) as agent_id,
        team_id,
        cast(null as varchar) as role,
        cast(amount as decimal(18, 6)) as cost_amount,
        cast(null as bigint) as cost_contacts,
        file_id,
        line
    from service_costs
    union all
    select
        'team_month' as event_type,
        cast(contacts_by_team.month_start as varchar)
        || ' ' || coalesce(contacts_by_team.team_id, '') as event_id,
        {{ instant_of('cast(contacts_by_team.month_start as timestamp)') }} as event_at,
        contacts_by_team.month_start as date_day,
        cast(null as varchar) as agent_id,
        cost_teams.team_id,
        cast(null as varchar) as role,
        cast(null as decimal(18, 6)) as cost_amount,
        contacts_by_team.contacts as cost_contacts,
        cast(null as integer) as file_id,
        cast(null as bigint) as line
    from contacts_by_team
    inner join cost_months
        on contacts_by_team.month_start = cost_months.month_start
    left join cost_teams
        on
            contacts_by_team.month_start = cost_teams.month_start
            and contacts_by_team.team_id = cost_teams.team_id

),

final as (

    select
        {{ evidence_key('service_cost', team_from='events') }},
        events.cost_amount,
        events.cost_contacts
    {{ evidence_from() }}

)

select * from final
