{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'period_start'},
    on_schema_change='fail'
) }}
with pilots as (

    select
        scheme,
        period,
        period_start,
        replaces
    from {{ ref('int_scheme_period') }}
    where is_pilot and replaces is not null and {{ is_rebuilt('period_start') }}

),

cards as (

    select *
    from {{ ref('scorecard') }}
    where entity_type = 'agent' and {{ is_rebuilt('period_start') }}

),

lines as (

    select *
    from {{ ref('scorecard_line') }}
    where entity_type = 'agent' and status = 'ok' and {{ is_rebuilt('period_start') }}

),

indicators as (

    select * from {{ ref('indicators') }}

),

-- Only agents whom both schemes rate can be compared.
pairs as (

    select
        pilots.scheme,
        pilots.replaces as replaced_scheme,
        pilots.period,
        pilots.period_start,
        trial.entity_id as agent_id,
        trial.total as pilot_total,
        present.total as replaced_total
    from pilots
    inner join cards as trial
        on
            pilots.scheme = trial.scheme
            and pilots.period = trial.period
            and pilots.period_start = trial.period_start
    inner join cards as present
        on
            pilots.replaces = present.scheme
            and trial.entity_id = present.entity_id
            and trial.period = present.period
            and trial.period_start = present.period_start
    where trial.total is not null and present.total is not null

),

-- Equal totals share the mean of their places, as Spearman's correlation asks.
places as (

    select
        *,
        rank() over pilot_order
        + (count(*) over (partition by scheme, period, period_start, pilot_total) - 1) / 2.0
            as pilot_place,
        rank() over replaced_order
        + (count(*) over (partition by scheme, period, period_start, replaced_total) - 1) / 2.0
            as replaced_place
    from pairs
    window
        pilot_order as (
            partition by scheme, period, period_start
            order by pilot_total desc
        ),
        replaced_order as (
            partition by scheme, period, period_start
            order by replaced_total desc
        )

),

correlations as (

    select
        scheme,
        period,
        period_start,
        count(*) as agents,
        round(
            case
                when stddev_pop(pilot_place) > 0 and stddev_pop(replaced_place) > 0
                    then corr(pilot_place, replaced_place)
            end,
            9
        ) as rank_correlation
    from places
    group by scheme, period, period_start

),

satisfaction_falls as (

    select distinct
        pairs.scheme,
        pairs.period,
        pairs.period_start,
        pairs.agent_id
    from pairs
    inner join lines
        on
            pairs.agent_id = lines.entity_id
            and pairs.period = lines.period
            and pairs.period_start = lines.period_start
            and lines.scheme in (pairs.scheme, pairs.replaced_scheme)
    inner join indicators
        on
            lines.indicator = indicators.indicator
            and indicators.dimension = 'satisfaction'
    where ({{ orientation('indicators.direction') }}) * lines.change < 0

),

-- What hits its target while customers grow less content may be gamed.
suspects as (

    select
        satisfaction_falls.scheme,
        satisfaction_falls.period,
        satisfaction_falls.period_start,
        satisfaction_falls.agent_id,
        string_agg(lines.indicator, ', ' order by lines.indicator) as indicators
    from satisfaction_falls
    inner join lines
        on
            satisfaction_falls.scheme = lines.scheme
            and satisfaction_falls.agent_id = lines.entity_id
            and satisfaction_falls.period = lines.period
            and satisfaction_falls.period_start = lines.period_start
            and lines.standing in ('strength', 'on_target')
    inner join indicators
        on
            lines.indicator = indicators.indicator
            and indicators.dimension <> 'satisfaction'
    group by
        satisfaction_falls.scheme,
        satisfaction_falls.period,
        satisfaction_falls.period_start,
        satisfaction_falls.agent_id

),

final as (

    select
        places.scheme,
        places.agent_id,
        places.period,
        places.period_start,
        places.replaced_scheme,
        places.pilot_total,
        places.replaced_total,
        places.pilot_total - places.replaced_total as score_shift,
        cast(places.pilot_place as double) as pilot_place,
        cast(places.replaced_place as double) as replaced_place,
        correlations.agents,
        correlations.rank_correlation,
        satisfaction_falls.agent_id is not null as is_satisfaction_falling,
        suspects.indicators as on_target_while_satisfaction_falls
    from places
    inner join correlations
        on
            places.scheme = correlations.scheme
            and places.period = correlations.period
            and places.period_start = correlations.period_start
    left join satisfaction_falls
        on
            places.scheme = satisfaction_falls.scheme
            and places.period = satisfaction_falls.period
            and places.period_start = satisfaction_falls.period_start
            and places.agent_id = satisfaction_falls.agent_id
    left join suspects
        on
            places.scheme = suspects.scheme
            and places.period = suspects.period
            and places.period_start = suspects.period_start
            and places.agent_id = suspects.agent_id

)

select * from final
