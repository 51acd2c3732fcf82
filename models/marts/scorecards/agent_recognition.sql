{%- set any_day = "date '2000-01-01'" -%}
with cards as (

    select *
    from {{ ref('scorecard') }}
    where entity_type = 'agent' and is_primary

),

star_rules as (

    select * from {{ ref('star_rules') }}

),

contacts as (

    select *
    from {{ ref('contact_start_daily') }}
    where agent_id is not null

),

complaints as (

    select
        against_agent_id,
        {{ business_date('opened_at') }} as opened_on
    from {{ ref('int_complaint') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

-- Where no complaints are delivered, nobody can be said to have none.
delivery as (

    select count(*) > 0 as has_complaints
    from {{ ref('int_delivered_column') }}
    where table_name = 'complaints'

),

parameters as (

    select
        cast({{ scoring_parameter('medal_hours') }} / 24 as integer) as window_days,
        cast({{ scoring_parameter('medal_wait_days') }} as integer) as wait_days,
        {{ scoring_parameter('medal_min_contacts') }} as least_contacts,
        {{ scoring_parameter('top_share') }} as top_share

),

-- Windows lie side by side, so that no hour earns two medals.
contact_windows as (

    select
        contacts.agent_id,
        cast(
            floor(
                cast({{ days_between(any_day, 'contacts.date_day') }} as double)
                / parameters.window_days
            ) as integer
        ) as window_number,
        sum(contacts.contacts) as contacts
    from contacts
    cross join parameters
    group by contacts.agent_id, window_number

),

complaint_windows as (

    select distinct
        complaints.against_agent_id as agent_id,
        cast(
            floor(
                cast({{ days_between(any_day, 'complaints.opened_on') }} as double)
                / parameters.window_days
            ) as integer
        ) as window_number
    from complaints
    cross join parameters

),

medals as (

    select
        contact_windows.agent_id,
        cast(
            {{ any_day }}
            + (
                (contact_windows.window_number + 1) * parameters.window_days
                + parameters.wait_days
            ) * interval 1 day as date
        ) as awarded_on
    from contact_windows
    cross join parameters
    cross join delivery
    left join complaint_windows
        on
            contact_windows.agent_id = complaint_windows.agent_id
            and contact_windows.window_number = complaint_windows.window_number
    where
        contact_windows.contacts >= parameters.least_contacts
        and complaint_windows.agent_id is null
        and delivery.has_complaints

),

medals_by_month as (

    select
        medals.agent_id,
        {{ period_start('month', 'medals.awarded_on') }} as month_start,
        count(*) as medals
    from medals
    inner join as_of
        on medals.awarded_on <= as_of.as_of_date
    group by medals.agent_id, month_start

),

month_cards as (

    select *
    from cards
    where period = 'month'

),

-- The company's best of a quarter stand in the row of its last month.
quarter_ranks as (

    select
        entity_id as agent_id,
        cast(period_start + interval 2 month as date) as month_start,
        rank() over (partition by period_start order by total desc) as place,
        count(*) over (partition by period_start) as rated_agents
    from cards
    where period = 'quarter' and is_complete and total is not null

),

agent_months as (

    select
        entity_id as agent_id,
        period_start as month_start
    from month_cards
    union
    select
        agent_id,
        month_start
    from medals_by_month

),

final as (

    select
        agent_months.agent_id,
        agent_months.month_start,
        month_cards.team_id,
        month_cards.role,
        month_cards.grade,
        star_rules.stars,
        cast(star_rules.premium_fee_share_percent as double) as premium_fee_share_percent,
        cast(coalesce(medals_by_month.medals, 0) as integer) as medals,
        coalesce(
            -- Decimals: 7 % of 100 is 7, but a little more in binary fractions.
            quarter_ranks.place
            <= ceil(quarter_ranks.rated_agents * parameters.top_share),
            false
        ) as is_product_experience_officer
    from agent_months
    cross join parameters
    left join month_cards
        on
            agent_months.agent_id = month_cards.entity_id
            and agent_months.month_start = month_cards.period_start
    left join star_rules
        on
            month_cards.role = star_rules.role
            and month_cards.grade = star_rules.grade
    left join medals_by_month
        on
            agent_months.agent_id = medals_by_month.agent_id
            and agent_months.month_start = medals_by_month.month_start
    left join quarter_ranks
        on
            agent_months.agent_id = quarter_ranks.agent_id
            and agent_months.month_start = quarter_ranks.month_start

)

select * from final
