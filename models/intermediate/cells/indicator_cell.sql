{{ config(
    materialized='incremental', incremental_strategy='replace_from', on_schema_change='fail',
    meta={'rebuilt_by': 'period_key', 'in_batches': true, 'in_order': true}
) }}
{#-
    The terms are read from the seed when the model is made: each indicator is a branch of its own. Cells
    are written to Parquet month by month: in no order, every month would look through all of a batch.
-#}
{%- set indicators = indicator_parts() -%}
-- depends_on: {{ ref('int_batch') }}
-- depends_on: {{ ref('indicator_terms') }}
-- depends_on: {{ ref('indicators') }}
-- depends_on: {{ ref('indicator_targets') }}
{%- for family in event_families() %}
-- depends_on: {{ ref(family ~ '_period') }}
{%- endfor %}
-- The sums of every indicator by entity and period, in numbers instead of names: there are more cells
-- than contacts. Threshold groups are already one, target and baseline their weighted means. Beside the
-- sums stand the values of the period before and of the same one a year before: the rest of
-- marts.indicator_value follows from the row alone.
with entities as (

    select * from {{ ref('measured_entity') }}

),

periods as (

    select * from {{ ref('measured_period') }}

),

indicators as (

    select * from {{ ref('measured_indicator') }}

),

thresholds as (

    select * from {{ ref('stratum_threshold') }}

),

single_thresholds as (

    select
        indicator,
        min(target) as target,
        min(baseline) as baseline
    from thresholds
    where {{ is_of_one_threshold('indicator', indicators) }}
    group by indicator

),

company_parts as (

    select * from {{ ref('int_company_part') }}

),

cells as (

    {%- for indicator in indicators %}
    {%- set is_summed = has_several_rows(indicator) %}
    select
        '{{ indicator.indicator }}' as indicator,
        parts.entity_key,
        parts.period_key,
        {%- for part in [
            'numerator', 'denominator', 'sum_of_squares', 'sample_size', 'numerator_count',
        ] %}
        {{ 'sum(parts.' ~ part ~ ') as ' ~ part if is_summed else 'parts.' ~ part }},
        {%- endfor %}
        {%- if indicator.has_one_threshold %}
        cast(null as double) as target,
        cast(null as double) as baseline
        {%- else %}
        {#- A ratio of means has one denominator for all strata: each weighs the same. #}
        {%- set weight = '1' if indicator.value_kind == 'ratio_of_means' else 'parts.denominator' %}
        {{ weighted_mean('thresholds.target', weight) }} as target,
        {{ weighted_mean('thresholds.baseline', weight) }} as baseline
        {%- endif %}
    from (
        {{ indicator_rows(indicator) }}
    ) as parts
    {%- if not indicator.has_one_threshold %}
    left join thresholds
        on
            thresholds.indicator = '{{ indicator.indicator }}'
            and parts.stratum = thresholds.stratum
            and parts.threshold_era = thresholds.threshold_era
    {%- endif %}
    {%- if is_summed %}
    group by parts.entity_key, parts.period_key
    {%- endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

sums as (

    select
        indicators.indicator_key,
        cells.entity_key,
        cells.period_key,
        cast(coalesce(cells.numerator, 0) as decimal(38, 6)) as numerator,
        cast(
            coalesce(cells.denominator, company_parts.denominator, 0) as decimal(38, 6)
        ) as denominator,
        cast(coalesce(cells.sum_of_squares, 0) as decimal(38, 6)) as sum_of_squares,
        cast(coalesce(cells.sample_size, 0) as bigint) as sample_size,
        cast(cells.numerator_count as decimal(38, 6)) as numerator_count,
        company_parts.denominator_count,
        coalesce(
            cells.target,
            case
                when coalesce(cells.denominator, company_parts.denominator) <> 0
                    then single_thresholds.target
            end
        ) as target,
        coalesce(
            cells.baseline,
            case
                when coalesce(cells.denominator, company_parts.denominator) <> 0
                    then single_thresholds.baseline
            end
        ) as baseline
    from cells
    inner join indicators
        on cells.indicator = indicators.indicator
    left join single_thresholds
        on cells.indicator = single_thresholds.indicator
    left join company_parts
        on
            cells.indicator = company_parts.indicator
            and cells.period_key = company_parts.period_key
    where
        cells.numerator <> 0
        or coalesce(cells.denominator, company_parts.denominator) <> 0

),

previous as (

    {{ compared_values('previous_key') }}

),

-- In the first year nothing is compared with.
year_before as (

    {{ compared_values('year_before_key') }}

),

final as (

    select
        sums.*,
        previous.value as prev_value,
        year_before.value as same_period_last_year_value
    from sums
    inner join periods
        on sums.period_key = periods.period_key
    left join previous
        on
            sums.indicator_key = previous.indicator_key
            and sums.entity_key = previous.entity_key
            and periods.previous_key = previous.period_key
    left join year_before
        on
            sums.indicator_key = year_before.indicator_key
            and sums.entity_key = year_before.entity_key
            and periods.year_before_key = year_before.period_key

)

select * from final
