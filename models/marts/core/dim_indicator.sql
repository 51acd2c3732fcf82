with indicators as (

    select * from {{ ref('indicators') }}

),

threshold_rows as (

    select * from {{ ref('int_threshold_row') }}

),

measured as (

    select indicator from {{ ref('measured_indicator') }}

),

-- The thresholds in words, the most general first.
thresholds as (

    select
        indicator,
        string_agg(
            threshold_row || ': '
            || case
                when range_low is not null
                    then cast(range_low as varchar) || ' – ' || cast(range_high as varchar)
                else cast(target as varchar) || ' / ' || cast(baseline as varchar)
            end,
            '; ' order by precedence, threshold_row
        ) as thresholds,
        string_agg(distinct basis, ', ' order by basis) as threshold_basis
    from threshold_rows
    group by indicator

),

final as (

    select
        indicators.indicator,
        indicators.name_en,
        indicators.name_zh,
        indicators.dimension,
        indicators.unit,
        cast(indicators.scale as integer) as scale,
        indicators.direction,
        indicators.interval_method,
        indicators.value_kind,
        indicators.scored_on,
        indicators.entity_types,
        indicators.finest_period,
        indicators.requires_tables,
        indicators.owner_rule,
        indicators.formula_en,
        indicators.formula_zh,
        indicators.source,
        thresholds.thresholds,
        thresholds.threshold_basis,
        measured.indicator is not null as is_measured
    from indicators
    left join thresholds
        on indicators.indicator = thresholds.indicator
    left join measured
        on indicators.indicator = measured.indicator

)

select * from final
