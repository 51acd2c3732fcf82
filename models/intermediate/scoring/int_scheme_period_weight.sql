-- A period's weights are the mean of its days' weights, over the days on which the scheme is valid;
-- ten promotion days of thirty move them by a third.
with schemes as (

    select * from {{ ref('int_scheme_period') }}

),

day_weights as (

    select * from {{ ref('int_scheme_day_weight') }}

),

period_days as (

    select * from {{ ref('int_period_of_date') }}

),

scheme_weights as (

    select * from {{ ref('int_scheme_weight') }}

),

indicators as (

    select * from {{ ref('indicators') }}

),

weighted_days as (

    select
        schemes.scheme,
        schemes.period,
        schemes.period_start,
        day_weights.date_day,
        day_weights.indicator,
        day_weights.weight,
        day_weights.weight_row
    from schemes
    inner join period_days
        on
            schemes.period = period_days.period
            and schemes.period_start = period_days.period_start
    inner join day_weights
        on
            schemes.scheme = day_weights.scheme
            and period_days.date_day = day_weights.date_day

),

days_of_scheme as (

    select
        scheme,
        period,
        period_start,
        count(distinct date_day) as days
    from weighted_days
    group by scheme, period, period_start

),

mean_weights as (

    select
        weighted_days.scheme,
        weighted_days.period,
        weighted_days.period_start,
        weighted_days.indicator,
        cast(sum(weighted_days.weight) as double) / max(days_of_scheme.days) as weight,
        max_by(weighted_days.weight_row, weighted_days.date_day) as weight_row
    from weighted_days
    inner join days_of_scheme
        on
            weighted_days.scheme = days_of_scheme.scheme
            and weighted_days.period = days_of_scheme.period
            and weighted_days.period_start = days_of_scheme.period_start
    group by
        weighted_days.scheme,
        weighted_days.period,
        weighted_days.period_start,
        weighted_days.indicator

),

final as (

    select
        mean_weights.scheme,
        mean_weights.period,
        mean_weights.period_start,
        mean_weights.indicator,
        coalesce(scheme_weights.dimension, indicators.dimension) as dimension,
        mean_weights.weight,
        mean_weights.weight_row,
        coalesce(scheme_weights.min_sample, indicators.min_sample_default) as min_sample,
        scheme_weights.target,
        scheme_weights.baseline,
        scheme_weights.range_low,
        scheme_weights.range_high,
        scheme_weights.target_rule,
        scheme_weights.baseline_share,
        scheme_weights.best_band
    from mean_weights
    inner join indicators
        on mean_weights.indicator = indicators.indicator
    left join scheme_weights
        on mean_weights.weight_row = scheme_weights.weight_row
    where mean_weights.weight > 0

)

select * from final
