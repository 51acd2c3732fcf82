-- The instants between which a team is open, day by day, with the opening seconds before each
-- interval (a prefix sum): business seconds between two instants are then a difference of two
-- lookups. A team without hours of its own keeps those of `*`.
with business_hours as (

    select * from {{ ref('business_hours') }}

),

dates as (

    select * from {{ ref('int_date') }}

),

local_intervals as (

    select
        business_hours.team_id as hours_team_id,
        {{ clock_time('dates.date_day', 'business_hours.opens') }} as opens_local,
        {{ clock_time('dates.date_day', 'business_hours.closes') }} as closes_local
    from dates
    inner join business_hours
        on dates.weekday = business_hours.weekday
    where not dates.is_holiday

),

intervals as (

    select
        hours_team_id,
        {{ instant_of('opens_local') }} as opens_at,
        {{ instant_of(
            'case when closes_local > opens_local then closes_local '
            ~ "else closes_local + interval 1 day end"
        ) }} as closes_at
    from local_intervals

),

final as (

    select
        hours_team_id,
        opens_at,
        closes_at,
        coalesce(
            sum({{ seconds_between('opens_at', 'closes_at') }}) over (
                partition by hours_team_id
                order by opens_at
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as seconds_before
    from intervals

)

select * from final
