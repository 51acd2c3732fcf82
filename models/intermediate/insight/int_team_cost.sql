with service_costs as (

    {{ union_systems('service_costs') }}

),

final as (

    select
        month_start,
        team_id,
        cast(sum(amount) as decimal(38, 6)) as service_cost
    from service_costs
    group by month_start, team_id

)

select * from final
