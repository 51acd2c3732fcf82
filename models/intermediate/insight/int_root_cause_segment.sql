{{ config(
    materialized='incremental', incremental_strategy='replace_from',
    meta={'rebuilt_by': 'period_start', 'in_batches': true}
) }}
-- depends_on: {{ ref('int_batch') }}
-- Rules that look at where the gap comes from: a set of segments (`20-08` is from 20:00 to 08:00),
-- or the one segment that stands out. It must explain more than its share of the events, of a gap
-- that is more than chance: parts of a tiny gap are huge and mean nothing.
with rules as (

    select * from {{ ref('root_cause_rules') }} where evidence in ('segment', 'concentration')

),

rule_indicators as (

    {{ split_values('rules', ['rule'], 'shortfall_indicators', '|', 'indicator') }}

),

rule_segments as (

    {{ split_values('rules', ['rule'], 'segments', '|', 'segment_range') }}

),

drivers as (

    select *
    from {{ ref('shortfall_driver') }}
    where segment <> 'unknown' and {{ is_rebuilt('period_start') }}

),

sure_shortfalls as (

    select *
    from {{ ref('measured_shortfall') }}
    where is_sure and {{ is_rebuilt('period_start') }}

),

candidates as (

    select
        rules.rule,
        rules.evidence,
        rules.limit_value,
        rules.min_sample,
        drivers.entity_type,
        drivers.entity_id,
        drivers.period,
        drivers.period_start,
        drivers.indicator,
        drivers.segment_kind,
        drivers.segment,
        drivers.denominator,
        drivers.denominator_share,
        drivers.gap_share,
        count(*) over (
            partition by
                rules.rule, drivers.entity_type, drivers.entity_id, drivers.period,
                drivers.period_start, drivers.indicator
        ) as segments
    from rules
    inner join rule_indicators
        on rules.rule = rule_indicators.rule
    inner join drivers
        on
            rule_indicators.indicator = drivers.indicator
            and rules.segment_kind = drivers.segment_kind
    inner join sure_shortfalls
        on
            drivers.entity_type = sure_shortfalls.entity_type
            and drivers.entity_id = sure_shortfalls.entity_id
            and drivers.period = sure_shortfalls.period
            and drivers.period_start = sure_shortfalls.period_start
            and drivers.indicator = sure_shortfalls.indicator

),

listed as (

    select candidates.*
    from candidates
    inner join rule_segments
        on candidates.rule = rule_segments.rule
    where
        candidates.evidence = 'segment'
        and case
            when split_part(rule_segments.segment_range, '-', 2) = ''
                then candidates.segment = rule_segments.segment_range
            when
                split_part(rule_segments.segment_range, '-', 1)
                <= split_part(rule_segments.segment_range, '-', 2)
                then
                    candidates.segment >= split_part(rule_segments.segment_range, '-', 1)
                    and candidates.segment < split_part(rule_segments.segment_range, '-', 2)
            else
                candidates.segment >= split_part(rule_segments.segment_range, '-', 1)
                or candidates.segment < split_part(rule_segments.segment_range, '-', 2)
        end

),

-- One of two or three segments that explains half of the gap does not stand out.
concentrated as (

    select *
    from candidates
    where evidence = 'concentration' and segments > 3

),

shares as (

    select
        listed.rule,
        listed.entity_type,
        listed.entity_id,
        listed.period,
        listed.period_start,
        listed.indicator,
        listed.segment_kind,
        max(rules.segments) as segment,
        max(listed.limit_value) as limit_value,
        max(listed.min_sample) as min_sample,
        sum(listed.denominator) as denominator,
        -- Shares are added as decimals: the last digit of a sum of doubles depends on its order.
        cast(sum(cast(listed.denominator_share as decimal(24, 12))) as double)
        as denominator_share,
        cast(sum(cast(listed.gap_share as decimal(24, 12))) as double) as gap_share
    from listed
    inner join rules
        on listed.rule = rules.rule
    group by
        listed.rule,
        listed.entity_type,
        listed.entity_id,
        listed.period,
        listed.period_start,
        listed.indicator,
        listed.segment_kind
    union all
    select
        rule,
        entity_type,
        entity_id,
        period,
        period_start,
        indicator,
        segment_kind,
        segment,
        limit_value,
        min_sample,
        denominator,
        denominator_share,
        gap_share
    from concentrated

),

-- Beyond the limit several segments may stand out: the first one is the evidence.
final as (

    select
        rule,
        entity_type,
        entity_id,
        period,
        period_start,
        indicator,
        segment_kind,
        segment,
        limit_value,
        denominator_share,
        gap_share,
        cast(denominator as bigint) as denominator,
        row_number() over (
            partition by rule, entity_type, entity_id, period, period_start, indicator
            order by gap_share desc, segment asc
        ) as place
    from shares
    where
        gap_share > limit_value
        and gap_share > denominator_share
        and denominator >= min_sample

)

select * from final
