{#-
    The weights of a scheme add up to 100 on every day, and each weight, dimension and weight group
    stays inside its range. Weights change on few dates only: those are looked at.
-#}
{{ config(tags=['definitions']) }}
{%- set faults -%}
with schemes as (

    select
        scheme,
        coalesce(valid_from, date '1900-01-01') as valid_from,
        coalesce(valid_to, date '9999-12-31') as valid_to
    from {{ ref('schemes') }}

),

weights as (

    select
        *,
        coalesce(valid_from, date '1900-01-01') as weight_from,
        coalesce(valid_to, date '9999-12-31') as weight_to
    from {{ ref('scheme_weights') }}

),

change_dates as (

    select scheme, valid_from as change_date from schemes
    union
    select scheme, weight_from as change_date from weights
    union
    select scheme, cast(weight_to + interval 1 day as date) as change_date
    from weights
    where weight_to < date '9999-12-31'

),

dated as (

    select
        change_dates.scheme,
        change_dates.change_date,
        case
            when change_dates.change_date = date '1900-01-01' then ''
            else ' from ' || cast(change_dates.change_date as varchar)
        end as when_it_holds
    from change_dates
    inner join schemes
        on
            change_dates.scheme = schemes.scheme
            and change_dates.change_date between schemes.valid_from and schemes.valid_to

),

held as (

    select
        dated.scheme,
        dated.change_date,
        dated.when_it_holds,
        weights.indicator,
        weights.dimension,
        weights.weight_group,
        weights.weight
    from dated
    left join weights
        on
            dated.scheme = weights.scheme
            and dated.change_date between weights.weight_from and weights.weight_to

),

totals as (

    select
        scheme,
        when_it_holds,
        coalesce(sum(weight), 0) as total
    from held
    group by scheme, change_date, when_it_holds

),

part_totals as (

    select
        scheme,
        when_it_holds,
        'dimension' as part,
        dimension as name,
        sum(weight) as total
    from held
    group by scheme, change_date, when_it_holds, dimension
    union all
    select
        scheme,
        when_it_holds,
        'weight_group' as part,
        weight_group as name,
        sum(weight) as total
    from held
    group by scheme, change_date, when_it_holds, weight_group

)

select
    '{{ seed_file(ref("scheme_weights")) }}' as file,
    'rows of scheme ' || scheme as entry,
    'the weights add up to ' || {{ plain_number('total') }} || when_it_holds as problem,
    'Change them so that they add up to 100' as mend
from totals
where abs(total - 100) > 0.000001
union all
select
    '{{ seed_file(ref("scheme_weights")) }}',
    {{ seed_entry(['scheme', 'indicator', 'valid_from']) }},
    'the weight ' || {{ plain_number('weight') }} || ' is outside its range '
    || coalesce({{ plain_number('min_weight') }}, '0') || ' to '
    || coalesce({{ plain_number('max_weight') }}, '100'),
    'Move the weight into the range, or change the range'
from {{ ref('scheme_weights') }}
where
    weight <= 0
    or weight < min_weight
    or weight > max_weight
union all
select
    '{{ seed_file(ref("scheme_weights")) }}',
    'rows of scheme ' || ranges.scheme,
    'the weights of ' || replace(ranges.part, '_', ' ') || ' ' || ranges.name || ' add up to '
    || {{ plain_number('coalesce(part_totals.total, 0)') }}
    || coalesce(part_totals.when_it_holds, '') || ', outside '
    || {{ plain_number('ranges.min_weight') }} || ' to ' || {{ plain_number('ranges.max_weight') }},
    'Move them into the range, or change it in {{ seed_file(ref("weight_ranges")) }}'
from {{ ref('weight_ranges') }} as ranges
left join part_totals
    on
        ranges.scheme = part_totals.scheme
        and ranges.part = part_totals.part
        and ranges.name = part_totals.name
where
    part_totals.total is null
    or part_totals.total < ranges.min_weight
    or part_totals.total > ranges.max_weight
{%- endset -%}
{{ report_faults(faults) }}
