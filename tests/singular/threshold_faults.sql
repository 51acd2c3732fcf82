{#-
    Thresholds are complete and face the right way, and where two of them can meet at one event their
    precedence says which one wins.
-#}
{{ config(tags=['definitions']) }}
{%- set key = ['indicator'] + strata_columns() + ['industry', 'valid_from'] -%}
{%- set faults -%}
with targets as (

    select
        targets.*,
        indicators.direction,
        indicators.natural_limit,
        {{ seed_entry(key) }} as entry,
        coalesce(
            precedence,
            {%- for column_name in strata_columns() %}
            case when {{ column_name }} is null then 0 else 1 end
            {{- ' +' if not loop.last }}
            {%- endfor %}
        ) as rank_of_row
    from {{ ref('indicator_targets') }} as targets
    inner join {{ ref('indicators') }} as indicators using (indicator)

)

select
    '{{ seed_file(ref("indicator_targets")) }}' as file,
    one.entry as entry,
    'can meet ' || other.entry || ' at one event, and both have precedence '
    || cast(one.rank_of_row as varchar) as problem,
    'Give one of them a higher precedence' as mend
from targets as one
inner join targets as other
    on
        one.indicator = other.indicator
        and one.rank_of_row = other.rank_of_row
        and one.entry < other.entry
        and coalesce(one.valid_from, date '1900-01-01')
        <= coalesce(other.valid_to, date '9999-12-31')
        and coalesce(other.valid_from, date '1900-01-01')
        <= coalesce(one.valid_to, date '9999-12-31')
        {%- for column_name in strata_columns() + ['industry'] %}
        and (
            one.{{ column_name }} is null
            or other.{{ column_name }} is null
            or one.{{ column_name }} = other.{{ column_name }}
        )
        {%- endfor %}
union all
select
    '{{ seed_file(ref("indicator_targets")) }}',
    entry,
    'has neither target and baseline nor range_low and range_high',
    'Fill in one of the two pairs'
from targets
where
    (target is null or baseline is null or range_low is not null or range_high is not null)
    and (
        range_low is null or range_high is null or target is not null or baseline is not null
    )
union all
select
    '{{ seed_file(ref("indicator_targets")) }}',
    entry,
    'gives a watched indicator a threshold',
    'Give it the threshold in {{ seed_file(ref("scheme_weights")) }}, or the indicator a direction'
from targets
where direction = 'watch'
union all
select
    '{{ seed_file(ref("indicator_targets")) }}',
    entry,
    'has the target ' || {{ plain_number('target') }} || ' and the baseline '
    || {{ plain_number('baseline') }} || ', and ' || direction || ' is better',
    'Exchange or correct them'
from targets
where
    (direction = 'higher' and target < baseline)
    or (direction = 'lower' and target > baseline)
union all
select
    '{{ seed_file(ref("indicator_targets")) }}',
    entry,
    'has the target ' || {{ plain_number('target') }} || ' beyond the natural limit '
    || {{ plain_number('natural_limit') }},
    'Choose a target that can be reached'
from targets
where
    (direction = 'higher' and target > natural_limit)
    or (direction = 'lower' and target < natural_limit)
union all
select
    '{{ seed_file(ref("indicator_targets")) }}',
    entry,
    'has a range that ends before it begins, or that does not suit the indicator',
    'Ranges belong to indicators of direction range, with range_low below range_high'
from targets
where
    range_low >= range_high
    or (range_low is not null and direction <> 'range')
    or (target is not null and direction = 'range')
union all
select
    '{{ seed_file(ref("indicator_targets")) }}',
    'indicator ' || indicators.indicator,
    'has no row',
    'Add its thresholds, or make its direction watch'
from {{ ref('indicators') }} as indicators
left join targets
    on indicators.indicator = targets.indicator
where indicators.direction <> 'watch' and targets.indicator is null
union all
{{ unknown_seasons('indicator_targets', key) }}
{%- endset -%}
{{ report_faults(faults) }}
