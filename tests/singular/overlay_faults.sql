{#-
    An overlay leaves room for the weights that it does not list, and under it the weights of every
    day still add up to 100.
-#}
{%- set faults -%}
with days as (

    select
        scheme,
        date_day,
        sum(weight) as total,
        min(weight) as least_weight
    from {{ ref('int_scheme_day_weight') }}
    group by scheme, date_day

),

broken as (

    select
        days.scheme,
        coalesce(dates.goal, dates.season) as season,
        min(days.date_day) as first_day,
        min(days.total) as total
    from days
    inner join {{ ref('int_date') }} as dates
        on days.date_day = dates.date_day
    where
        abs(days.total - 100) > 0.000001
        or days.least_weight < 0
        or days.least_weight is null
    group by days.scheme, coalesce(dates.goal, dates.season)

)

select
    '{{ seed_file(ref("season_overlays")) }}' as file,
    'rows of season ' || season || ', scheme ' || scheme as entry,
    'leave weights that add up to ' || coalesce({{ plain_number('total') }}, 'nothing') || ' on '
    || cast(first_day as varchar) as problem,
    'List weights of less than 100 together, or all of the scheme with 100' as mend
from broken
union all
select
    '{{ seed_file(ref("season_overlays")) }}',
    'rows of season ' || season || ', scheme ' || scheme,
    'list weights of ' || {{ plain_number('sum(weight)') }},
    'List weights of no more than 100 together'
from {{ ref('season_overlays') }}
group by season, scheme, valid_from
having sum(weight) > 100
{%- endset -%}
{{ report_faults(faults) }}
