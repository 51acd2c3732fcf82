{{ config(
    materialized='incremental', incremental_strategy='replace_from',
    meta={'rebuilt_by': 'period_key', 'in_batches': true}
) }}
{#-
    The terms are read from the seed when the model is compiled: only measures that an indicator is made
    of are summed, and each indicator is a branch of its own. Growth and cost stand on one day of their
    month and own no contact: there is no segment to split them by.

    Most indicators have one threshold, whatever the stratum: their measures are summed without strata,
    and a row of one family is the indicator's segment as it stands.
-#}
{%- set indicators = [] -%}
{%- set families = {} -%}
{%- for indicator in indicator_parts() -%}
    {%- if
        indicator.value_kind == 'quotient'
        and (indicator.finest_period == 'day' or 'channel' in indicator.entity_types)
    -%}
        {%- do indicators.append(indicator) -%}
        {%- for family in indicator.families -%}
            {%- set sums = families.setdefault(family.family, {'whole': [], 'strata': []}) -%}
            {%- set names = sums['whole' if indicator.has_one_threshold else 'strata'] -%}
            {%- for measure in measures_of(family.family)
                if measure not in names
                and modules.re.search(
                    '\\b' ~ measure.name ~ '\\b',
                    (family.numerator or '') ~ ' ' ~ (family.denominator or '')
                ) -%}
                {%- do names.append(measure) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
{%- endfor -%}
-- depends_on: {{ ref('indicator_terms') }}
-- depends_on: {{ ref('indicator_targets') }}
-- depends_on: {{ ref('indicators') }}
-- depends_on: {{ ref('int_batch') }}
{%- for family in event_families() %}
-- depends_on: {{ ref(family) }}
{%- endfor %}
-- The two sums of every indicator by month and segment, with what the same events should have given
-- at the target: Σ denominator × target, so that distances to the target add up over segments. Kept
-- where somebody asks (int_asked_segment). In numbers instead of names.
with entities as (

    select * from {{ ref('measured_entity') }}

),

indicators as (

    select * from {{ ref('measured_indicator') }}

),

months as (

    select
        period_key,
        period_start
    from {{ ref('measured_period') }}
    where period = 'month' and {{ is_rebuilt_period('period_key') }}

),

dates as (

    select
        period_days.date_day,
        period_days.threshold_era,
        months.period_key
    from {{ ref('int_date') }} as period_days
    inner join months
        on period_days.month_start = months.period_start

),

needed as (

    select * from {{ ref('int_asked_segment') }} where {{ is_rebuilt_period('period_key') }}

),

stratum_thresholds as (

    select * from {{ ref('stratum_threshold') }}

),

strata as (

    select
        stratum,
        threshold_era,
        row_number() over (order by stratum, threshold_era) as stratum_key
    from stratum_thresholds
    group by stratum, threshold_era

),

thresholds as (

    select
        stratum_thresholds.indicator,
        strata.stratum_key,
        stratum_thresholds.target,
        stratum_thresholds.range_low,
        stratum_thresholds.range_high
    from stratum_thresholds
    inner join strata
        on
            stratum_thresholds.stratum = strata.stratum
            and stratum_thresholds.threshold_era = strata.threshold_era

),

single_thresholds as (

    select
        indicators.indicator_key,
        min(thresholds.target) as target,
        min(thresholds.range_low) as range_low,
        min(thresholds.range_high) as range_high
    from thresholds
    inner join indicators
        on thresholds.indicator = indicators.indicator
    where {{ is_of_one_threshold('thresholds.indicator', indicators) }}
    group by indicators.indicator_key

),

{% for family, sums in families.items() -%}
{%- set measures = sums.whole + sums.strata | reject('in', sums.whole) | list -%}
{{ family }}_events as (

    {{ segmented_events(family, measures, sums.strata | length > 0) }}

),

{% for level, summed in sums.items() if summed -%}
{%- set by = ['stratum_key'] if level == 'strata' else [] -%}
{{ family }}_{{ level }}_sums as (

    {{ sum_by_segment(family ~ '_events', summed, by) }}

),

{{ family }}_{{ level }} as (

    {{ roll_up_segments(family ~ '_' ~ level ~ '_sums', summed, by) }}

),

{% endfor -%}
{% endfor -%}
parts as (

    {%- for indicator in indicators %}
    {%- set is_summed = not indicator.has_one_threshold or indicator.families | length > 1 %}
    select
        '{{ indicator.indicator }}' as indicator,
        parts.entity_key,
        parts.period_key,
        parts.segment_kind,
        parts.segment,
        {%- if is_summed %}
        sum(parts.numerator) as numerator,
        sum(parts.denominator) as denominator,
        {%- else %}
        parts.numerator,
        parts.denominator,
        {%- endif %}
        {%- if indicator.has_one_threshold %}
        cast(null as decimal(38, 6)) as target_denominator,
        cast(null as decimal(38, 12)) as target_sum,
        cast(null as decimal(38, 6)) as range_denominator,
        cast(null as decimal(38, 12)) as range_low_sum,
        cast(null as decimal(38, 12)) as range_high_sum
        {%- else %}
        sum(case when thresholds.target is not null then parts.denominator end)
        as target_denominator,
        {{ weighted_sum('thresholds.target', 'parts.denominator') }} as target_sum,
        sum(case when thresholds.range_low is not null then parts.denominator end)
        as range_denominator,
        {{ weighted_sum('thresholds.range_low', 'parts.denominator') }} as range_low_sum,
        {{ weighted_sum('thresholds.range_high', 'parts.denominator') }} as range_high_sum
        {%- endif %}
    from (
        {%- for family in indicator.families %}
        select
            entity_key,
            period_key,
            {%- if not indicator.has_one_threshold %}
            stratum_key,
            {%- endif %}
            segment_kind,
            segment,
            cast({{ family.numerator or 'null' }} as decimal(38, 6)) as numerator,
            cast({{ family.denominator or 'null' }} as decimal(38, 6)) as denominator
        from {{ family.family }}_{{ 'whole' if indicator.has_one_threshold else 'strata' }}
        where
            entity_type in ('{{ indicator.entity_types | join("', '") }}')
            {%- if 'agent' not in indicator.entity_types %}
            and segment_kind <> 'agent'
            {%- endif %}
            {%- if 'channel' not in indicator.entity_types %}
            and segment_kind not in ('channel', 'category')
            {%- endif %}
            and (
                {{ family.numerator or 'null' }} is not null
                or {{ family.denominator or 'null' }} is not null
            )
        {%- if not loop.last %}
        union all
        {%- endif %}
        {%- endfor %}
    ) as parts
    {%- if not indicator.has_one_threshold %}
    left join thresholds
        on
            thresholds.indicator = '{{ indicator.indicator }}'
            and parts.stratum_key = thresholds.stratum_key
    {%- endif %}
    {%- if is_summed %}
    group by
        parts.entity_key,
        parts.period_key,
        parts.segment_kind,
        parts.segment
    {%- endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

final as (

    select
        needed.indicator_key,
        needed.entity_key,
        needed.period_key,
        parts.segment_kind,
        parts.segment,
        cast(coalesce(parts.numerator, 0) as decimal(38, 6)) as numerator,
        cast(coalesce(parts.denominator, 0) as decimal(38, 6)) as denominator,
        {%- for threshold, denominator in [
            ('target', 'target_denominator'), ('range_low', 'range_denominator'),
        ] %}
        cast(
            case
                when single_thresholds.{{ threshold }} is null then parts.{{ denominator }}
                else parts.denominator
            end as decimal(38, 6)
        ) as {{ denominator }},
        {%- endfor %}
        {%- for threshold in ['target', 'range_low', 'range_high'] %}
        case
            when single_thresholds.{{ threshold }} is null then parts.{{ threshold }}_sum
            else
                cast(single_thresholds.{{ threshold }} as decimal(16, 6))
                * cast(parts.denominator as decimal(22, 6))
        end as {{ threshold }}_sum{{ ',' if not loop.last }}
        {%- endfor %}
    from parts
    inner join needed
        on
            parts.indicator = needed.indicator
            and parts.entity_key = needed.entity_key
            and parts.period_key = needed.period_key
    left join single_thresholds
        on needed.indicator_key = single_thresholds.indicator_key

)

select * from final
