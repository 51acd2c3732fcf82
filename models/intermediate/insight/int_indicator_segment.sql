{#-
    The terms are read from the seed when the model is compiled, so that only measures that an
    indicator is made of are summed. Growth and cost stand on one day of their month and own no
    contact: there is no segment to split them by.
-#}
{%- set terms = [] -%}
{%- if execute -%}
    {%- set query -%}
        select
            split_part(indicator_terms.measure, '.', 1) as family,
            string_agg(
                distinct split_part(indicator_terms.measure, '.', 2), ','
                order by split_part(indicator_terms.measure, '.', 2)
            ) as measures
        from {{ ref('indicator_terms') }} as indicator_terms
        inner join {{ ref('indicators') }} as indicators
            on indicator_terms.indicator = indicators.indicator
        where
            indicator_terms.part in ('numerator', 'denominator')
            and indicators.value_kind = 'quotient'
            and (indicators.finest_period = 'day' or indicators.entity_types like '%channel%')
        group by split_part(indicator_terms.measure, '.', 1)
        order by family
    {%- endset -%}
    {%- set terms = run_query(query).rows -%}
{%- endif %}
-- depends_on: {{ ref('indicator_terms') }}
-- depends_on: {{ ref('indicators') }}
-- depends_on: {{ ref('int_date') }}
-- depends_on: {{ ref('int_event_segment') }}
{%- for family in event_families() %}
-- depends_on: {{ ref(family) }}
{%- endfor %}
-- The two sums of every indicator by month and segment, with what the same events should have given
-- at the target: Σ denominator × target, so that distances to the target add up over segments.
with {% for term in terms -%}
{{ term.family }}_segments as (

    {{ sum_by_segment(term.family, term.measures.split(',')) }}

),

{% endfor -%}
measure_segments as (

    {% for term in terms -%}
    {{ roll_up_segments(term.family ~ '_segments', term.family, term.measures.split(',')) }}
    {% if not loop.last -%}
    union all
    {% endif -%}
    {%- endfor %}

),

terms as (

    select * from {{ ref('indicator_terms') }} where part in ('numerator', 'denominator')

),

indicators as (

    select * from {{ ref('int_measured_indicator') }} where value_kind = 'quotient'

),

thresholds as (

    select * from {{ ref('stratum_threshold') }}

),

entity_terms as (

    select
        entity_types.entity_type,
        terms.indicator,
        terms.measure,
        terms.part = 'numerator' as is_numerator,
        terms.coefficient,
        '|' || indicators.entity_types || '|' like '%|channel|%' as has_channel,
        '|' || indicators.entity_types || '|' like '%|agent|%' as has_agent
    from terms
    inner join indicators
        on terms.indicator = indicators.indicator
    cross join (values ('company'), ('team'), ('agent')) as entity_types (entity_type)
    where '|' || indicators.entity_types || '|' like '%|' || entity_types.entity_type || '|%'

),

parts as (

    select
        measure_segments.entity_type,
        measure_segments.entity_id,
        measure_segments.month_start,
        measure_segments.threshold_era,
        measure_segments.stratum,
        measure_segments.segment_kind,
        measure_segments.segment,
        entity_terms.indicator,
        case
            when entity_terms.is_numerator then measure_segments.value * entity_terms.coefficient
        end as numerator,
        case
            when not entity_terms.is_numerator
                then measure_segments.value * entity_terms.coefficient
        end as denominator
    from measure_segments
    inner join entity_terms
        on
            measure_segments.measure = entity_terms.measure
            and measure_segments.entity_type = entity_terms.entity_type
    where
        (measure_segments.segment_kind <> 'agent' or entity_terms.has_agent)
        and (
            measure_segments.segment_kind not in ('channel', 'category')
            or entity_terms.has_channel
        )

),

final as (

    select
        parts.entity_type,
        parts.entity_id,
        parts.month_start,
        parts.indicator,
        parts.segment_kind,
        parts.segment,
        cast(coalesce(sum(parts.numerator), 0) as decimal(38, 6)) as numerator,
        cast(coalesce(sum(parts.denominator), 0) as decimal(38, 6)) as denominator,
        cast(
            sum(case when thresholds.target is not null then parts.denominator end)
            as decimal(38, 6)
        ) as target_denominator,
        {{ weighted_sum('thresholds.target', 'parts.denominator') }} as target_sum,
        cast(
            sum(case when thresholds.range_low is not null then parts.denominator end)
            as decimal(38, 6)
        ) as range_denominator,
        {{ weighted_sum('thresholds.range_low', 'parts.denominator') }} as range_low_sum,
        {{ weighted_sum('thresholds.range_high', 'parts.denominator') }} as range_high_sum
    from parts
    left join thresholds
        on
            parts.stratum = thresholds.stratum
            and parts.threshold_era = thresholds.threshold_era
            and parts.indicator = thresholds.indicator
    group by
        parts.entity_type,
        parts.entity_id,
        parts.month_start,
        parts.indicator,
        parts.segment_kind,
        parts.segment

)

select * from final
