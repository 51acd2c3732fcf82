{{ config(
    materialized='incremental', incremental_strategy='replace_from',
    meta={'rebuilt_by': 'period_key', 'in_batches': true, 'in_order': true}
) }}
{#-
    The terms are read from the seed when the model is compiled: only measures that an indicator is made
    of are summed, and each indicator is a branch of its own. Growth and cost stand on one day of their
    month and own no contact: there is no segment to split them by.
-#}
{%- set all_indicators = indicator_parts() -%}
{%- set indicators = [] -%}
{%- set families = {} -%}
{%- for indicator in all_indicators -%}
    {%- if
        indicator.value_kind == 'quotient'
        and (indicator.finest_period == 'day' or 'channel' in indicator.entity_types)
    -%}
        {%- do indicators.append(indicator) -%}
        {%- for family in indicator.families -%}
            {%- set sums = families.setdefault(family.family, {'measures': [], 'judged': []}) -%}
            {%- for measure in measures_of(family.family)
                if measure not in sums.measures
                and modules.re.search(
                    '\\b' ~ measure.name ~ '\\b',
                    (family.numerator or '') ~ ' ' ~ (family.denominator or '')
                ) -%}
                {%- do sums.measures.append(measure) -%}
            {%- endfor -%}
            {%- do sums.judged.extend(judged_parts(indicator, family)) -%}
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
-- What the segments of a missed target give, and should have given, in which order they explain it:
-- what marts.shortfall_driver cannot work out from a row alone. And what an improvement action with
-- a segment works on, in every month. Events are held against the thresholds of their stratum:
-- Σ denominator × edge, so that distances add up over segments.
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

edges as (

    select
        stratum,
        threshold_era
        {%- for indicator in indicators if not indicator.has_one_threshold %}
        {%- for edge in missed_edges(indicator) %},
        cast(
            max({{ edge }}) filter (where indicator = '{{ indicator.indicator }}')
            as decimal(16, 6)
        ) as {{ indicator.indicator }}_{{ edge }}
        {%- endfor %}
        {%- endfor %}
    from {{ ref('stratum_threshold') }}
    group by stratum, threshold_era

),

shortfalls as (

    select
        period_key,
        entity_key,
        indicator_key,
        indicator,
        period,
        period_start,
        missed_edge,
        edge,
        side,
        scale,
        denominator
    from {{ ref('measured_shortfall') }}
    where {{ is_rebuilt_period('period_key') }}

),

actions as (

    select distinct
        months.period_key,
        entities.entity_key,
        indicators.indicator_key,
        actions.indicator,
        months.period_start
    from {{ ref('int_improvement_action') }} as actions
    inner join indicators
        on actions.indicator = indicators.indicator
    inner join entities
        on actions.entity_type = entities.entity_type and actions.entity_id = entities.entity_id
    cross join months
    where actions.segment_kind is not null

),

-- Numbered: millions of segments are grouped by one number instead of three.
asked as (

    select
        coalesce(shortfalls.period_key, actions.period_key) as period_key,
        coalesce(shortfalls.entity_key, actions.entity_key) as entity_key,
        coalesce(shortfalls.indicator_key, actions.indicator_key) as indicator_key,
        coalesce(shortfalls.indicator, actions.indicator) as indicator,
        coalesce(shortfalls.period, 'month') as period,
        coalesce(shortfalls.period_start, actions.period_start) as period_start,
        shortfalls.missed_edge,
        shortfalls.edge,
        shortfalls.side,
        shortfalls.scale,
        shortfalls.denominator,
        actions.indicator is not null as is_acted_on,
        row_number() over () as asked_key
    from shortfalls
    full join actions
        on
            shortfalls.period_key = actions.period_key
            and shortfalls.entity_key = actions.entity_key
            and shortfalls.indicator_key = actions.indicator_key

),

asked_months as (

    select
        asked.asked_key,
        asked.period = 'month' as is_month,
        asked.missed_edge,
        asked.indicator,
        asked.entity_key,
        months.period_key
    from asked
    inner join months
        on
            months.period_start >= asked.period_start
            and months.period_start < {{ plus_periods('asked.period_start', 'asked.period', '1') }}

),

{% for family, sums in families.items() -%}
{{ family }}_events as (

    {{ segmented_events(family, sums.measures, sums.judged) }}

),

{{ family }}_sums as (

    {{ sum_by_segment(family ~ '_events', sums.measures, sums.judged) }}

),

{% endfor -%}
-- Numbered in the order of their names.
segments as (

    select
        segment_kind,
        segment,
        cast(row_number() over (order by segment_kind, segment) as integer) as segment_key,
        cast(dense_rank() over (order by segment_kind) as integer) as kind_key
    from (
        {%- for family in families %}
        select
            segment_kind,
            segment
        from {{ family }}_sums
        union
        {%- endfor %}
        select
            'agent' as segment_kind,
            entity_id as segment
        from entities
        where entity_type = 'agent'
        union
        select
            'agent' as segment_kind,
            'unknown' as segment
    ) as found

),

agent_segments as (

    select
        coalesce(entities.entity_key, -1) as agent_key,
        segments.segment_key
    from segments
    left join entities
        on entities.entity_type = 'agent' and segments.segment = entities.entity_id
    where segments.segment_kind = 'agent'

),

{% for family, sums in families.items() -%}
{{ family }}_segments as (

    {{ roll_up_segments(family ~ '_sums', sums.measures + sums.judged) }}

),

{% endfor -%}
parts as (

    {%- for indicator in indicators %}
    {%- set is_summed = indicator.families | length > 1 %}
    {%- set edge_names = missed_edges(indicator) %}
    select
        '{{ indicator.indicator }}' as indicator,
        parts.entity_key,
        parts.period_key,
        parts.segment_key,
        {%- for part in [
            'numerator', 'denominator', 'edge_denominator', 'edge_sum', 'upper_edge_sum',
        ] %}
        {{ 'sum(parts.' ~ part ~ ') as ' ~ part if is_summed else 'parts.' ~ part }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from (
        {%- for family in indicator.families %}
        {%- set is_judged = not indicator.has_one_threshold and family.denominator %}
        select
            entity_key,
            period_key,
            segment_key,
            cast({{ family.numerator or 'null' }} as decimal(38, 6)) as numerator,
            cast({{ family.denominator or 'null' }} as decimal(38, 6)) as denominator,
            {%- for name, data_type, column_name in [
                (indicator.indicator ~ '_edge_denominator', 'decimal(38, 6)', 'edge_denominator'),
                (indicator.indicator ~ '_' ~ edge_names[0] ~ '_sum', 'decimal(38, 12)', 'edge_sum'),
                (
                    indicator.indicator ~ '_' ~ edge_names[1] ~ '_sum' if edge_names[1] else 'null',
                    'decimal(38, 12)', 'upper_edge_sum',
                ),
            ] %}
            cast({{ name if is_judged else 'null' }} as {{ data_type }}) as {{ column_name }}
            {{- ',' if not loop.last }}
            {%- endfor %}
        from {{ family.family }}_segments
        where
            (
                {{ family.numerator or 'null' }} is not null
                or {{ family.denominator or 'null' }} is not null
            )
            {%- set missing = ['company', 'team', 'agent']
                | reject('in', indicator.entity_types) | list %}
            {%- if missing %}
            and entity_type not in ('{{ missing | join("', '") }}')
            {%- endif %}
            {%- set without = (['agent'] if 'agent' not in indicator.entity_types else [])
                + (['channel', 'category'] if 'channel' not in indicator.entity_types else []) %}
            {%- if without %}
            and segment_key not in (
                select segment_key from segments
                where segment_kind in ('{{ without | join("', '") }}')
            )
            {%- endif %}
        {%- if not loop.last %}
        union all
        {%- endif %}
        {%- endfor %}
    ) as parts
    {%- if is_summed %}
    group by
        parts.entity_key,
        parts.period_key,
        parts.segment_key
    {%- endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

found as (

    select
        asked_months.asked_key,
        asked_months.is_month,
        parts.segment_key,
        cast(coalesce(parts.numerator, 0) as decimal(38, 6)) as numerator,
        cast(coalesce(parts.denominator, 0) as decimal(38, 6)) as denominator,
        coalesce(parts.edge_denominator, 0) as edge_denominator,
        coalesce(
            case
                when asked_months.missed_edge = 'range_high' then parts.upper_edge_sum
                else parts.edge_sum
            end,
            0
        ) as edge_sum
    from parts
    inner join asked_months
        on
            parts.indicator = asked_months.indicator
            and parts.entity_key = asked_months.entity_key
            and parts.period_key = asked_months.period_key

),

-- A month is there as it is.
summed as (

    select
        asked_key,
        segment_key,
        numerator,
        denominator,
        edge_denominator,
        edge_sum
    from found
    where is_month
    union all
    select
        asked_key,
        segment_key,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        sum(edge_denominator) as edge_denominator,
        sum(edge_sum) as edge_sum
    from found
    where not is_month
    group by asked_key, segment_key

),

-- With one threshold for all it is the whole's edge. Of several, events without one of their own are
-- held against the whole's.
expected as (

    select
        summed.asked_key,
        segments.kind_key,
        summed.segment_key,
        segments.segment = 'unknown' as is_unknown,
        summed.numerator,
        summed.denominator,
        case
            when {{ is_of_one_threshold('asked.indicator', indicators) }}
                then cast(
                    cast(asked.edge as decimal(16, 6))
                    * cast(summed.denominator as decimal(22, 6)) as double
                )
            else
                cast(summed.edge_sum as double)
                + asked.edge * cast(summed.denominator - summed.edge_denominator as double)
        end as expected_sum,
        asked.side,
        asked.scale,
        asked.denominator as whole_denominator
    from summed
    inner join asked
        on summed.asked_key = asked.asked_key
    inner join segments
        on summed.segment_key = segments.segment_key

),

contributions as (

    select
        *,
        {{ gap_contribution('numerator', 'expected_sum', 'scale', 'side', 'whole_denominator') }}
            as contribution
    from expected

),

-- Put in order as few numbers as possible, and named afterwards.
placed as (

    select
        asked_key,
        segment_key,
        numerator,
        denominator,
        expected_sum,
        is_unknown,
        row_number() over by_contribution as place,
        lead(segment_key) over by_contribution as next_segment_key
    from contributions
    window by_contribution as (
        partition by asked_key, kind_key
        order by contribution desc, segment_key asc
    )

),

-- A kind of which nothing is known says nothing.
explained as (

    select
        *,
        case
            when
                expected_sum is not null
                and not (is_unknown and place = 1 and next_segment_key is null)
                then cast(place as integer)
        end as explaining_place
    from placed

),

final as (

    select
        asked.period_key,
        asked.entity_key,
        asked.indicator_key,
        segments.segment_kind,
        segments.segment,
        explained.numerator,
        explained.denominator,
        explained.expected_sum,
        explained.explaining_place as place
    from explained
    inner join asked
        on explained.asked_key = asked.asked_key
    inner join segments
        on explained.segment_key = segments.segment_key
    where explained.explaining_place is not null or asked.is_acted_on

)

select * from final
