-- Which strata values a family of events must keep apart: those that a threshold of one of its
-- indicators names, peak days where a duration is relaxed on them, and VIPs where an indicator is
-- tightened for them. All other values are one group.
with threshold_rows as (

    select * from {{ ref('int_threshold_row') }}

),

indicators as (

    select * from {{ ref('indicators') }}

),

indicator_families as (

    select distinct
        indicator,
        split_part(measure, '.', 1) as family
    from {{ ref('indicator_terms') }}

),

-- An indicator that judges each event by another one's threshold needs that one's strata too.
judged_families as (

    select
        indicators.judged_by as indicator,
        indicator_families.family
    from indicators
    inner join indicator_families
        on indicators.indicator = indicator_families.indicator
    where indicators.judged_by is not null

),

families as (

    select
        indicator,
        family
    from indicator_families
    union
    select
        indicator,
        family
    from judged_families

),

named_values as (

    {%- for column_name in strata_columns() %}
    select
        indicator,
        '{{ column_name }}' as stratum_column,
        {{ column_name }} as stratum_value
    from threshold_rows
    where {{ column_name }} is not null
    union all
    {%- endfor %}
    select
        indicator,
        'day_type' as stratum_column,
        'peak' as stratum_value
    from indicators
    where unit = 's' and direction <> 'range'
    union all
    select
        indicator,
        'customer_segment' as stratum_column,
        'vip' as stratum_value
    from indicators
    where is_vip_tightened

),

final as (

    select distinct
        families.family,
        named_values.stratum_column,
        named_values.stratum_value
    from families
    inner join named_values
        on families.indicator = named_values.indicator

)

select * from final
