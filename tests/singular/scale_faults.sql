{#- Scales are in order, and nothing is measured against two references at once. -#}
{{ config(tags=['definitions']) }}
{%- set faults -%}
select
    '{{ seed_file(ref("band_points")) }}' as file,
    'row score ' || cast(score as varchar) as entry,
    'earns no more points than the score below, or the scores have a gap' as problem,
    'Scores run from 1 to 5 and points rise with them' as mend
from (
    select
        score,
        points,
        lag(points) over (order by score) as points_below,
        row_number() over (order by score) as position,
        count(*) over () as scores
    from {{ ref('band_points') }}
) as scale
where points <= points_below or score <> position or scores <> 5 or points not between 0 and 100
union all
select
    '{{ seed_file(ref("industry_benchmarks")) }}',
    'rows of indicator ' || one.indicator,
    'two reference figures count for one industry: ' || one.label || ', ' || other.label,
    'Let is_reference be true for one of them'
from {{ ref('industry_benchmarks') }} as one
inner join {{ ref('industry_benchmarks') }} as other
    on
        one.indicator = other.indicator
        and one.is_reference
        and other.is_reference
        and (one.label < other.label or (one.label = other.label and one.figure < other.figure))
        and (one.industry is null or other.industry is null or one.industry = other.industry)
union all
select
    '{{ seed_file(ref("industry_benchmarks")) }}',
    {{ seed_entry(['indicator', 'industry', 'label']) }},
    'is a reference without a figure',
    'Give the figure, or let is_reference be false'
from {{ ref('industry_benchmarks') }}
where is_reference and figure is null
union all
select
    '{{ seed_file(ref("grade_bands")) }}',
    'all rows',
    'no grade holds for a total of 0, or none for a card without a total',
    'Keep one row with min_total 0 and one with none'
from {{ ref('grade_bands') }}
having count(case when min_total = 0 then 1 end) <> 1
    or count(case when min_total is null then 1 end) <> 1
union all
select
    '{{ seed_file(ref("grade_bands")) }}',
    'row grade ' || grades.grade,
    'begins at ' || {{ plain_number('grades.min_total') }} || ' and earns fewer stars than '
    || lower_grades.grade || ', which begins at ' || {{ plain_number('lower_grades.min_total') }},
    'Let the better grade begin higher'
from {{ ref('star_rules') }} as stars
inner join {{ ref('grade_bands') }} as grades
    on stars.grade = grades.grade
inner join {{ ref('star_rules') }} as lower_stars
    on
        stars.role = lower_stars.role
        and stars.stars < lower_stars.stars
inner join {{ ref('grade_bands') }} as lower_grades
    on
        lower_stars.grade = lower_grades.grade
        and lower_grades.min_total < grades.min_total
union all
select
    '{{ seed_file(ref("scheme_weights")) }}',
    {{ seed_entry(['scheme', 'indicator', 'valid_from']) }},
    'has half a threshold',
    'Fill in target and baseline, range_low and range_high, or target_rule and baseline_share'
from {{ ref('scheme_weights') }}
where
    (target is null) <> (baseline is null)
    or (range_low is null) <> (range_high is null)
    or range_low >= range_high
    or (target_rule is null) <> (baseline_share is null)
union all
select
    '{{ seed_file(ref("scheme_weights")) }}',
    {{ seed_entry(['scheme', 'indicator', 'valid_from']) }},
    'weighs an indicator that has no threshold',
    'Give it one here (target and baseline, a range or a rule) or in '
    || '{{ seed_file(ref("indicator_targets")) }}'
from {{ ref('scheme_weights') }}
where
    target is null
    and range_low is null
    and target_rule is null
    and indicator not in (select indicator from {{ ref('indicator_targets') }})
    and indicator in (select indicator from {{ ref('indicators') }})
union all
select
    '{{ seed_file(ref("schemes")) }}',
    {{ seed_entry(['scheme', 'valid_from']) }},
    'has half a pilot',
    'Fill in both pilot_team and pilot_until, or neither'
from {{ ref('schemes') }}
where (pilot_team is null) <> (pilot_until is null)
{%- endset -%}
{{ report_faults(faults) }}
