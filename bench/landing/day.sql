-- How many contacts each day brings (first_number to last_number), with weekdays, promotions and a
-- few crowded days; it goes on for 40 days after the last, for later deliveries.
create or replace table day_plan as
with weighed as (
    select
        day,
        1
        + case when isodow(day) <= 2 then 0.25 when isodow(day) >= 6 then -0.2 else 0 end
        + case
            when month(day) = 6 and dayofmonth(day) between 12 and 18 then 0.6
            when month(day) = 11 and dayofmonth(day) between 5 and 11 then 0.6
            else 0
        end
        + case when u(date_diff('day', date '2000-01-01', day), 3) < 0.02 then 0.9 else 0 end
        as weight
    from (
        select cast(unnest(generate_series(
            cast(getvariable('first_day') as timestamp),
            getvariable('last_day') + interval 40 day,
            interval 1 day
        )) as date) as day
    )
),

summed as (
    select
        day,
        sum(weight) over (order by day) as weight_until,
        sum(weight) filter (where day <= getvariable('last_day')) over () as weight_of_all
    from weighed
)

select
    day,
    cast(round(getvariable('contacts') * coalesce(lag(weight_until) over (order by day), 0)
        / weight_of_all) as bigint) as first_number,
    cast(round(getvariable('contacts') * weight_until / weight_of_all) as bigint) as next_number
from summed;
