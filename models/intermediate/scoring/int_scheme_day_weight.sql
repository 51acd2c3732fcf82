-- The weights of every scheme on every day: those valid that day under the overlay of the day's
-- season, and that under the overlay of its goal.
with schemes as (

    select * from {{ ref('int_scheme') }}

),

scheme_weights as (

    select * from {{ ref('int_scheme_weight') }}

),

overlays as (

    select * from {{ ref('int_season_overlay') }}

),

dates as (

    select * from {{ ref('int_date') }}

),

reported_dates as (

    select distinct date_day from {{ ref('int_period_of_date') }}

),

scheme_days as (

    select
        schemes.scheme,
        dates.date_day,
        dates.season,
        dates.goal
    from schemes
    inner join dates
        on dates.date_day between schemes.valid_from and schemes.valid_to
    inner join reported_dates
        on dates.date_day = reported_dates.date_day

),

base_weights as (

    select
        scheme_days.scheme,
        scheme_days.date_day,
        scheme_weights.indicator,
        scheme_weights.weight,
        scheme_weights.weight_row,
        false as is_fixed
    from scheme_days
    inner join scheme_weights
        on
            scheme_days.scheme = scheme_weights.scheme
            and scheme_days.date_day between scheme_weights.valid_from and scheme_weights.valid_to

),

season_weights as (

    {{ overlay_weights('base_weights', 'scheme_days', 'season', 'overlays') }}

),

goal_weights as (

    {{ overlay_weights('season_weights', 'scheme_days', 'goal', 'overlays') }}

),

final as (

    select
        scheme,
        date_day,
        indicator,
        cast(weight as decimal(24, 12)) as weight,
        weight_row
    from goal_weights

)

select * from final
