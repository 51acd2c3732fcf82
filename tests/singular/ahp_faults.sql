{#-
    Every expert of a panel compares every pair once, from 1/9 to 9, the merged judgments are
    consistent, and the weights of the scheme are those of its panel but for rounding.
-#}
{{ config(tags=['definitions']) }}
{%- set file = seed_file(ref('ahp_judgments')) -%}
{%- set faults -%}
with judgments as (

    select * from {{ ref('int_ahp_judgment') }}

),

items as (

    select panel, level, item_a as item from judgments
    union
    select panel, level, item_b as item from judgments

),

experts as (

    select distinct panel, level, expert from judgments

),

pairs as (

    select
        experts.panel,
        experts.level,
        experts.expert,
        firsts.item as item_a,
        seconds.item as item_b
    from experts
    inner join items as firsts
        on experts.panel = firsts.panel and experts.level = firsts.level
    inner join items as seconds
        on
            experts.panel = seconds.panel
            and experts.level = seconds.level
            and firsts.item < seconds.item

),

answers as (

    select
        pairs.panel,
        pairs.level,
        pairs.expert,
        pairs.item_a,
        pairs.item_b,
        count(judgments.expert) as judgments
    from pairs
    left join judgments
        on
            pairs.panel = judgments.panel
            and pairs.level = judgments.level
            and pairs.expert = judgments.expert
            and pairs.item_a = judgments.item_a
            and pairs.item_b = judgments.item_b
    group by pairs.panel, pairs.level, pairs.expert, pairs.item_a, pairs.item_b

),

weights as (

    select * from {{ ref('ahp_weight') }}

),

-- A panel speaks of the weights that a scheme starts from, its first version.
scheme_weights as (

    select
        weights.scheme,
        weights.indicator,
        weights.weight
    from {{ ref('scheme_weights') }} as weights
    where
        weights.valid_to is null
        or weights.valid_to >= (
            select max(coalesce(others.valid_from, date '1900-01-01'))
            from {{ ref('scheme_weights') }} as others
            where others.scheme = weights.scheme
        )

)

select
    '{{ file }}' as file,
    'panel ' || panel || ', level ' || level as entry,
    'expert ' || expert
    || case when judgments = 0 then ' does not compare ' else ' compares more than once ' end
    || item_a || ' with ' || item_b as problem,
    'Every expert judges every pair once' as mend
from answers
where judgments <> 1
union all
select
    '{{ file }}',
    'panel ' || panel || ', level ' || level,
    'expert ' || expert || ' judges ' || item_a || ' against ' || item_b || ' outside 1/9 to 9',
    'Choose a number from 1/9 to 9'
from judgments
where judgment is null or judgment < 1.0 / 9 - 0.000001 or judgment > 9.000001 or item_a = item_b
union all
select distinct
    '{{ file }}',
    'panel ' || panel || ', level ' || level,
    'the judgments contradict each other: consistency ratio '
    || cast(round(consistency_ratio, 3) as varchar),
    'Ask the experts again, beginning with the pairs on which they differ most'
from weights
where consistency_ratio >= {{ scoring_parameter('ahp_max_inconsistency') }}
union all
select distinct
    '{{ file }}',
    'panel ' || panel || ', level ' || level,
    'compares ' || cast(items as varchar) || ' items, more than there is a random index for',
    'Split the level, or add the index to {{ seed_file(ref("ahp_random_index")) }}'
from weights
where items > (select max(items) from {{ ref('ahp_random_index') }})
union all
select
    '{{ seed_file(ref("scheme_weights")) }}',
    'row scheme ' || weights.panel || ', indicator ' || weights.item,
    'the weight ' || coalesce({{ plain_number('scheme_weights.weight') }}, '0')
    || ' is not that of the panel, ' || cast(round(weights.scheme_weight, 2) as varchar),
    'Take the weight of the panel, or change its judgments'
from weights
left join scheme_weights
    on
        weights.panel = scheme_weights.scheme
        and weights.item = scheme_weights.indicator
where
    weights.level <> 'dimension'
    and abs(weights.scheme_weight - coalesce(scheme_weights.weight, 0))
    > {{ scoring_parameter('ahp_weight_tolerance') }}
{%- endset -%}
{{ report_faults(faults) }}
