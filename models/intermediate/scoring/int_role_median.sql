{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'period_start'}
) }}
-- What a role does is what its median agent does: the target of rule role_median.
with indicator_values as (

    select * from {{ ref('indicator_value') }} where {{ is_rebuilt('period_start') }}

),

placements as (

    select * from {{ ref('int_agent_placement') }}

),

median_rules as (

    select distinct indicator
    from {{ ref('int_scheme_period_weight') }}
    where target_rule = 'role_median'

),

final as (

    select
        indicator_values.period,
        indicator_values.period_start,
        placements.role,
        indicator_values.indicator,
        median(indicator_values.value) as role_median
    from indicator_values
    inner join placements
        on
            indicator_values.entity_type = 'agent'
            and indicator_values.entity_id = placements.agent_id
            and indicator_values.period = placements.period
            and indicator_values.period_start = placements.period_start
    inner join median_rules
        on indicator_values.indicator = median_rules.indicator
    group by
        indicator_values.period,
        indicator_values.period_start,
        placements.role,
        indicator_values.indicator

)

select * from final
