{{ config(
    materialized='incremental', incremental_strategy='replace_from',
    meta={'rebuilt_by': 'period_start', 'in_batches': true}
) }}
{#- The terms are read from the seed when the model is made: each indicator is a branch of its own. -#}
{%- set indicators = indicator_parts() -%}
{%- set threshold_numbers = [
    'target', 'baseline', 'excellent_edge', 'good_edge', 'qualified_edge', 'to_improve_edge',
    'range_low', 'range_high',
] -%}
-- depends_on: {{ ref('int_batch') }}
-- depends_on: {{ ref('indicator_terms') }}
-- depends_on: {{ ref('indicators') }}
-- depends_on: {{ ref('indicator_targets') }}
{%- for family in event_families() %}
-- depends_on: {{ ref(family ~ '_period') }}
{%- endfor %}
-- The parts of an indicator by entity, period and threshold, where somebody asks for them: scores by a
-- scheme that weighs the indicator, and ranges. What ends up with the same target and baseline (after
-- peak and VIP factors) is one group.
with entities as (

    select * from {{ ref('measured_entity') }}
    where entity_type in ('agent', 'team', 'company')

),

periods as (

    select * from {{ ref('measured_period') }}
    where
        period in ('month', 'quarter')
        or period in (select period from {{ ref('int_scheme_period') }})

),

indicators as (

    select * from {{ ref('measured_indicator') }}
    where
        indicator in (select indicator from {{ ref('int_scheme_weight') }})
        or indicator in (select indicator from {{ ref('int_season_overlay') }})
        or indicator in (
            select indicator from {{ ref('stratum_threshold') }}
            where range_low is not null
        )

),

company_parts as (

    select * from {{ ref('int_company_part') }}

),

thresholds as (

    select
        *,
        dense_rank() over (order by {{ threshold_numbers | join(', ') }}) as threshold_group
    from {{ ref('stratum_threshold') }}

),

-- One threshold for all: its group goes without saying.
single_groups as (

    select
        indicator,
        min(threshold_group) as threshold_group,
        min(threshold_row) as threshold_row
    from thresholds
    where {{ is_of_one_threshold('indicator', indicators) }}
    group by indicator

),

threshold_groups as (

    select distinct
        threshold_group
        {%- for number in threshold_numbers %},
        {{ number }}
        {%- endfor %}
    from thresholds

),

grouped as (

    {%- for indicator in indicators %}
    {%- set by_stratum = not indicator.has_one_threshold %}
    {%- set is_summed = has_several_rows(indicator) %}
    select
        '{{ indicator.indicator }}' as indicator,
        parts.entity_key,
        parts.period_key,
        {{ 'thresholds.threshold_group' if by_stratum else 'cast(null as bigint)' }}
        as threshold_group,
        {{ 'min(thresholds.threshold_row)' if by_stratum else 'cast(null as varchar)' }}
        as threshold_row,
        {%- for part in [
            'numerator', 'denominator', 'sum_of_squares', 'sample_size', 'numerator_count',
        ] %}
        {{ 'sum(parts.' ~ part ~ ') as ' ~ part if is_summed else 'parts.' ~ part }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from (
        {{ indicator_rows(indicator, are_all=false) }}
    ) as parts
    {%- if by_stratum %}
    left join thresholds
        on
            thresholds.indicator = '{{ indicator.indicator }}'
            and parts.stratum = thresholds.stratum
            and parts.threshold_era = thresholds.threshold_era
    {%- endif %}
    {%- if is_summed %}
    group by
        parts.entity_key,
        parts.period_key
        {{- ', thresholds.threshold_group' if by_stratum }}
    {%- endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

final as (

    select
        entities.entity_type,
        entities.entity_id,
        periods.period,
        periods.period_start,
        grouped.indicator,
        coalesce(grouped.threshold_row, single_groups.threshold_row) as threshold_row,
        {%- for number in threshold_numbers %}
        threshold_groups.{{ number }},
        {%- endfor %}
        cast(coalesce(grouped.numerator, 0) as decimal(38, 6)) as numerator,
        cast(
            coalesce(grouped.denominator, company_parts.denominator, 0) as decimal(38, 6)
        ) as denominator,
        cast(coalesce(grouped.sum_of_squares, 0) as decimal(38, 6)) as sum_of_squares,
        cast(coalesce(grouped.sample_size, 0) as bigint) as sample_size,
        cast(grouped.numerator_count as decimal(38, 6)) as numerator_count,
        company_parts.denominator_count
    from grouped
    inner join indicators
        on grouped.indicator = indicators.indicator
    inner join entities
        on grouped.entity_key = entities.entity_key
    inner join periods
        on grouped.period_key = periods.period_key
    left join single_groups
        on grouped.indicator = single_groups.indicator
    left join threshold_groups
        on
            coalesce(grouped.threshold_group, single_groups.threshold_group)
            = threshold_groups.threshold_group
    left join company_parts
        on
            grouped.indicator = company_parts.indicator
            and grouped.period_key = company_parts.period_key
    where
        grouped.numerator <> 0
        or coalesce(grouped.denominator, company_parts.denominator) <> 0

)

select * from final
