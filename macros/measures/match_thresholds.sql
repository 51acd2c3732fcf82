{#-
    The threshold that applies to each stratum: one row per stratum × threshold era × indicator,
    with the unadjusted numbers (base_…) and those after the peak and VIP factors.

    strata: a relation with the column `stratum` (distinct keys of stratum_key). eras: a relation
    with the column `threshold_era`. Of the rows that match, the one of highest precedence wins; equal
    ones that can meet are a build error (test on indicator_targets).
-#}
{% macro match_thresholds(strata, eras) -%}
    select
        stratum,
        threshold_era,
        indicator,
        threshold_row,
        base_target,
        base_baseline,
        base_target * factor as target,
        base_baseline * factor as baseline,
        excellent_edge * factor as excellent_edge,
        good_edge * factor as good_edge,
        qualified_edge * factor as qualified_edge,
        to_improve_edge * factor as to_improve_edge,
        range_low,
        range_high
    from (
        select
            strata.stratum,
            eras.threshold_era,
            threshold_row.indicator,
            threshold_row.threshold_row,
            threshold_row.target as base_target,
            threshold_row.baseline as base_baseline,
            threshold_row.excellent_edge,
            threshold_row.good_edge,
            threshold_row.qualified_edge,
            threshold_row.to_improve_edge,
            threshold_row.range_low,
            threshold_row.range_high,
            -- Ranges are never relaxed; a row that names the day or the segment says it itself.
            case
                when
                    indicator.unit = 's' and indicator.direction <> 'range'
                    and split_part(strata.stratum, '|', {{ stratum_part('day_type') }}) = 'peak'
                    and threshold_row.day_type is null and threshold_row.season is null
                    then peak_relaxation.value
                else 1
            end
            * case
                when
                    indicator.is_vip_tightened
                    and split_part(strata.stratum, '|', {{ stratum_part('customer_segment') }})
                    = 'vip'
                    and threshold_row.customer_segment is null
                    then vip_tightening.value
                else 1
            end as factor,
            row_number() over (
                partition by strata.stratum, eras.threshold_era, threshold_row.indicator
                order by threshold_row.precedence desc, threshold_row.threshold_row
            ) as match_rank
        from {{ strata }} as strata
        cross join {{ eras }} as eras
        inner join {{ ref('int_threshold_row') }} as threshold_row
            on
                eras.threshold_era between threshold_row.valid_from and threshold_row.valid_to
                {%- for column_name in strata_columns() %}
                and (
                    threshold_row.{{ column_name }} is null
                    or threshold_row.{{ column_name }}
                    = split_part(strata.stratum, '|', {{ loop.index }})
                )
                {%- endfor %}
        inner join {{ ref('indicators') }} as indicator
            on threshold_row.indicator = indicator.indicator
        cross join (
            select value from {{ ref('scoring_parameters') }} where parameter = 'peak_relaxation'
        ) as peak_relaxation
        cross join (
            select value from {{ ref('scoring_parameters') }} where parameter = 'vip_tightening'
        ) as vip_tightening
    )
    where match_rank = 1
{%- endmacro %}
