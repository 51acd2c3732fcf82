{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'month_start'}, on_schema_change='fail'
) }}
{#- No month is longer than 31 days; two more for what of it lies beside a date or instant. Asked for only
    where it bounds a scan: a unit test gives its own parameters, but no table to ask. -#}
{%- set days_of_orders =
    (insight_number('revenue_months') | int + 2) * 31 if rebuilt_from() else 0 -%}
-- Whom a team serves is worth what they ordered in the twelve months up to the month's end; a
-- customer whom several teams serve counts in each, so teams do not add up to the company.
with team_costs as (

    select * from {{ ref('int_team_cost') }}

),

contacts as (

    select * from {{ ref('fct_contact') }}
    where is_human and customer_id is not null and {{ is_rebuilt('date_day') }}

),

orders as (

    select * from {{ ref('customer_order') }}
    where status = 'placed' and {{ is_rebuilt_at('placed_at', days_of_orders) }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

orders_delivered as (

    select count(*) > 0 as is_known from {{ ref('int_delivered_column') }}
    where table_name = 'orders'

),

entity_costs as (

    select
        month_start,
        team_id,
        service_cost
    from team_costs
    union all
    select
        month_start,
        'company' as team_id,
        cast(sum(service_cost) as decimal(38, 6)) as service_cost
    from team_costs
    group by month_start

),

-- The company's contacts are those of the teams whose cost is known.
team_contacts as (

    select
        {{ period_start('month', 'contacts.date_day') }} as month_start,
        contacts.team_id,
        contacts.customer_id,
        count(*) as contacts
    from contacts
    inner join team_costs
        on
            {{ period_start('month', 'contacts.date_day') }} = team_costs.month_start
            and contacts.team_id = team_costs.team_id
    group by
        {{ period_start('month', 'contacts.date_day') }}, contacts.team_id, contacts.customer_id

),

served as (

    select
        month_start,
        team_id,
        customer_id,
        contacts
    from team_contacts
    union all
    select
        month_start,
        'company' as team_id,
        customer_id,
        sum(contacts) as contacts
    from team_contacts
    group by month_start, customer_id

),

customer_months as (

    select distinct
        month_start,
        customer_id
    from team_contacts

),

monthly_orders as (

    select
        customer_id,
        {{ period_start('month', business_date('placed_at')) }} as order_month,
        cast(sum(amount) as decimal(38, 6)) as amount
    from orders
    group by customer_id, {{ period_start('month', business_date('placed_at')) }}

),

revenues as (

    select
        customer_months.month_start,
        customer_months.customer_id,
        cast(sum(monthly_orders.amount) as decimal(38, 6)) as revenue
    from customer_months
    inner join monthly_orders
        on
            customer_months.customer_id = monthly_orders.customer_id
            and customer_months.month_start >= monthly_orders.order_month
            and monthly_orders.order_month
            > customer_months.month_start - to_months(
                cast({{ insight_parameter('revenue_months') }} as integer)
            )
    group by customer_months.month_start, customer_months.customer_id

),

values_served as (

    select
        served.month_start,
        served.team_id,
        cast(sum(served.contacts) as bigint) as contacts,
        count(*) as customers,
        count(revenues.customer_id) as buying_customers,
        cast(coalesce(sum(revenues.revenue), 0) as decimal(38, 6)) as revenue
    from served
    left join revenues
        on
            served.month_start = revenues.month_start
            and served.customer_id = revenues.customer_id
    group by served.month_start, served.team_id

),

shared as (

    select
        entity_costs.month_start,
        entity_costs.team_id,
        entity_costs.service_cost,
        coalesce(values_served.contacts, 0) as contacts,
        coalesce(values_served.customers, 0) as customers,
        coalesce(values_served.buying_customers, 0) as buying_customers,
        case when orders_delivered.is_known then values_served.revenue end as revenue,
        cast(entity_costs.service_cost as double) / nullif(values_served.customers, 0)
            as cost_per_customer,
        case
            when orders_delivered.is_known
                then cast(values_served.revenue as double) / nullif(values_served.customers, 0)
        end as revenue_per_customer,
        case
            when orders_delivered.is_known
                then
                    cast(entity_costs.service_cost as double)
                    / nullif(cast(values_served.revenue as double), 0) * 100
        end as cost_share
    from entity_costs
    left join values_served
        on
            entity_costs.month_start = values_served.month_start
            and entity_costs.team_id = values_served.team_id
    cross join orders_delivered

),

compared as (

    select
        shared.*,
        shared.cost_share / nullif(company.cost_share, 0) as company_ratio
    from shared
    left join shared as company
        on
            shared.month_start = company.month_start
            and company.team_id = 'company'

),

final as (

    select
        compared.month_start,
        compared.team_id,
        compared.service_cost,
        compared.contacts,
        compared.customers,
        compared.buying_customers,
        compared.revenue,
        compared.cost_per_customer,
        compared.revenue_per_customer,
        compared.cost_share,
        compared.company_ratio,
        case
            when compared.team_id = 'company' or compared.company_ratio is null then null
            when compared.company_ratio >= {{ insight_parameter('over_service_ratio') }}
                then 'over-service'
            when compared.company_ratio <= {{ insight_parameter('under_service_ratio') }}
                then 'under-service'
            else 'balanced'
        end as verdict,
        {{ period_end("'month'", 'compared.month_start') }} <= as_of.as_of_date as is_complete
    from compared
    cross join as_of
    where {{ is_rebuilt('compared.month_start') }}

)

select * from final
