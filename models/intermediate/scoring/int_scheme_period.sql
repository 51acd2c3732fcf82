-- Schemes in force, by period: at least one day of it, with what the version of the last such day
-- says. A scheme that another one in force replaces is left out, also where that one scores fewer
-- kinds of periods.
with schemes as (

    select * from {{ ref('int_scheme') }}

),

period_days as (

    select
        period_days.period,
        period_days.period_start,
        period_days.date_day,
        dates.season
    from {{ ref('int_period_of_date') }} as period_days
    inner join {{ ref('int_date') }} as dates
        on period_days.date_day = dates.date_day
    where period_days.period <> 'day'

),

periods as (

    select
        period,
        period_start,
        max(date_day) as period_end
    from period_days
    group by period, period_start

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

season_days as (

    select
        period,
        period_start,
        season,
        count(*) as days
    from period_days
    group by period, period_start, season

),

-- Of seasons with equally many days, normal goes first.
ranked_seasons as (

    select
        *,
        row_number() over (
            partition by period, period_start
            order by days desc, case when season = 'normal' then 0 else 1 end asc, season asc
        ) as season_rank
    from season_days

),

versions as (

    select
        periods.period,
        periods.period_start,
        periods.period_end,
        ranked_seasons.season,
        schemes.*,
        schemes.pilot_until is not null and periods.period_start <= schemes.pilot_until
            as is_pilot,
        '|' || schemes.periods || '|' like '%|' || periods.period || '|%' as is_scored,
        row_number() over (
            partition by periods.period, periods.period_start, schemes.scheme
            order by schemes.valid_from desc
        ) as version_rank
    from periods
    inner join ranked_seasons
        on
            periods.period = ranked_seasons.period
            and periods.period_start = ranked_seasons.period_start
            and ranked_seasons.season_rank = 1
    inner join schemes
        on
            periods.period_start <= schemes.valid_to
            and periods.period_end >= schemes.valid_from

),

in_force as (

    select *
    from versions
    where version_rank = 1

),

final as (

    select
        in_force.period,
        in_force.period_start,
        in_force.period_end,
        in_force.season,
        {{ instant_of('cast(in_force.period_end + interval 1 day as timestamp)') }} <= as_of.as_of
            as is_complete,
        in_force.scheme,
        in_force.role,
        in_force.team_id,
        in_force.channel,
        in_force.contact_type,
        in_force.entity_levels,
        in_force.method,
        in_force.min_coverage,
        in_force.replaces,
        in_force.is_pilot,
        in_force.pilot_team
    from in_force
    cross join as_of
    left join in_force as successor
        on
            in_force.scheme = successor.replaces
            and in_force.period = successor.period
            and in_force.period_start = successor.period_start
            and not successor.is_pilot
    where successor.scheme is null and in_force.is_scored

)

select * from final
