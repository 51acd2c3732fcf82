{{ config(
    materialized='incremental', incremental_strategy='replace_from',
    meta={'rebuilt_by': 'period_start', 'in_batches': true}
) }}
-- depends_on: {{ ref('int_batch') }}
-- An indicator's value beside everything that a rule may hold it against: its target and baseline,
-- the period before, the team, the company, and the median of the agents of the same role.
with indicator_values as (

    select *
    from {{ ref('indicator_value') }}
    where
        entity_type in ('company', 'team', 'agent')
        and period in ('month', 'quarter')
        and value is not null
        and {{ is_rebuilt('period_start') }}

),

indicators as (

    select * from {{ ref('indicators') }}

),

placements as (

    select * from {{ ref('int_agent_placement') }}

),

groups as (

    select *
    from {{ ref('int_indicator_period_group') }}
    where range_low is not null and {{ is_rebuilt('period_start') }}

),

ranges as (

    select
        entity_type,
        entity_id,
        period,
        period_start,
        indicator,
        {{ weighted_mean('range_low', 'denominator') }} as range_low,
        {{ weighted_mean('range_high', 'denominator') }} as range_high
    from groups
    group by entity_type, entity_id, period, period_start, indicator

),

placed as (

    select
        indicator_values.*,
        case
            when indicator_values.entity_type = 'team' then indicator_values.entity_id
            when indicator_values.entity_type = 'agent' then placements.team_id
        end as team_id,
        placements.role
    from indicator_values
    left join placements
        on
            indicator_values.entity_type = 'agent'
            and indicator_values.entity_id = placements.agent_id
            and indicator_values.period = placements.period
            and indicator_values.period_start = placements.period_start

),

peers as (

    select
        period,
        period_start,
        role,
        indicator,
        median(value) as peer_median,
        count(*) as peers
    from placed
    where entity_type = 'agent' and role is not null
    group by period, period_start, role, indicator

),

final as (

    select
        placed.entity_type,
        placed.entity_id,
        placed.team_id,
        placed.role,
        placed.period,
        placed.period_start,
        placed.indicator,
        placed.value,
        placed.change,
        placed.sample_size,
        placed.target,
        placed.baseline,
        ranges.range_low,
        ranges.range_high,
        indicators.unit,
        {{ orientation('indicators.direction') }} as better_side,
        indicators.direction,
        case when placed.entity_type = 'agent' then teams.value end as team_value,
        companies.value as company_value,
        peers.peer_median,
        peers.peers,
        placed.is_complete
    from placed
    inner join indicators
        on placed.indicator = indicators.indicator
    left join ranges
        on
            placed.entity_type = ranges.entity_type
            and placed.entity_id = ranges.entity_id
            and placed.period = ranges.period
            and placed.period_start = ranges.period_start
            and placed.indicator = ranges.indicator
    left join indicator_values as teams
        on
            teams.entity_type = 'team'
            and placed.team_id = teams.entity_id
            and placed.period = teams.period
            and placed.period_start = teams.period_start
            and placed.indicator = teams.indicator
    left join indicator_values as companies
        on
            companies.entity_type = 'company'
            and placed.period = companies.period
            and placed.period_start = companies.period_start
            and placed.indicator = companies.indicator
    left join peers
        on
            placed.entity_type = 'agent'
            and placed.role = peers.role
            and placed.period = peers.period
            and placed.period_start = peers.period_start
            and placed.indicator = peers.indicator

)

select * from final
