{#-
    What an overlay lists leaves room for the weights that it does not list, and these are there to
    fill it. Lists change on few dates only: those are looked at.
-#}
{{ config(tags=['definitions']) }}
{%- set faults -%}
with overlays as (

    select * from {{ ref('int_season_overlay') }}

),

weights as (

    select * from {{ ref('int_scheme_weight') }}

),

change_dates as (

    select distinct season, scheme, valid_from as change_date from overlays
    union
    select distinct
        overlays.season,
        overlays.scheme,
        weights.valid_from as change_date
    from overlays
    inner join weights
        on overlays.scheme = weights.scheme
    union
    select distinct season, scheme, cast(valid_to + interval 1 day as date) as change_date
    from overlays
    where valid_to < date '9999-12-31'

),

lists as (

    select
        change_dates.season,
        change_dates.scheme,
        change_dates.change_date,
        sum(overlays.weight) as listed_weight
    from change_dates
    inner join overlays
        on
            change_dates.season = overlays.season
            and change_dates.scheme = overlays.scheme
            and change_dates.change_date between overlays.valid_from and overlays.valid_to
    group by change_dates.season, change_dates.scheme, change_dates.change_date

),

free_weights as (

    select
        lists.season,
        lists.scheme,
        lists.change_date,
        lists.listed_weight,
        sum(case when overlays.indicator is null then weights.weight end) as free_weight
    from lists
    inner join weights
        on
            lists.scheme = weights.scheme
            and lists.change_date between weights.valid_from and weights.valid_to
    left join overlays
        on
            lists.season = overlays.season
            and lists.scheme = overlays.scheme
            and weights.indicator = overlays.indicator
            and lists.change_date between overlays.valid_from and overlays.valid_to
    group by lists.season, lists.scheme, lists.change_date, lists.listed_weight

)

select
    '{{ seed_file(ref("season_overlays")) }}' as file,
    'rows of season ' || season || ', scheme ' || scheme as entry,
    'list weights of ' || {{ plain_number('listed_weight') }} as problem,
    'List weights of no more than 100 together' as mend
from lists
where listed_weight > 100.000001
union all
select
    '{{ seed_file(ref("season_overlays")) }}',
    'rows of season ' || season || ', scheme ' || scheme,
    'list weights of ' || {{ plain_number('listed_weight') }}
    || ' and every indicator of the scheme: nothing fills the rest',
    'List weights of 100 together, or leave out an indicator'
from free_weights
where listed_weight < 99.999999 and coalesce(free_weight, 0) <= 0
union all
select
    '{{ seed_file(ref("season_overlays")) }}',
    {{ seed_entry(['season', 'scheme', 'indicator', 'valid_from']) }},
    'the weight ' || {{ plain_number('weight') }} || ' is no share of 100',
    'Choose a weight from 0 to 100'
from {{ ref('season_overlays') }}
where weight < 0 or weight > 100
union all
{{ unknown_seasons('season_overlays', ['season', 'scheme', 'indicator', 'valid_from']) }}
{%- endset -%}
{{ report_faults(faults) }}
