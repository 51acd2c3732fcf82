{#-
    The terms of every indicator, read from the seed when the model is made, so that each indicator
    is a branch of its own over the one or two families that it needs: a list of dicts {indicator,
    value_kind, entity_types, finest_period, is_sampled, has_one_threshold, direction, families}; families is a list of {family, numerator,
    denominator, …}, each part an SQL expression over the columns of `<family>_period`, or none.
-#}
{% macro indicator_parts() -%}
    {%- set parts = [
        'numerator', 'denominator', 'sum_of_squares', 'sample_size', 'numerator_count',
        'company_denominator', 'company_denominator_count',
    ] -%}
    {%- set indicators = [] -%}
    {%- if execute -%}
        {%- set query -%}
            with terms as (
                select
                    indicator,
                    part,
                    split_part(measure, '.', 1) as family,
                    case
                        when coefficient = 1 then split_part(measure, '.', 2)
                        else split_part(measure, '.', 2) || ' * ' || coefficient
                    end as term,
                    measure
                from {{ ref('indicator_terms') }}
            ),

            sums as (
                select
                    indicator,
                    part,
                    family,
                    case
                        when count(*) = 1 then max(term)
                        else string_agg('coalesce(' || term || ', 0)', ' + ' order by measure)
                    end as expression
                from terms
                group by indicator, part, family
            ),

            -- One threshold row for all strata and times, and no factor for peak days or VIPs.
            targets as (
                select
                    indicator,
                    count(*) = 1
                    and count(
                        coalesce(
                            {%- for column_name in strata_columns() %}
                            cast({{ column_name }} as varchar){{ ',' if not loop.last }}
                            {%- endfor %}
                        )
                    ) = 0
                    and count(coalesce(valid_from, valid_to)) = 0 as has_one_threshold
                from {{ ref('indicator_targets') }}
                group by indicator
            )

            select
                sums.indicator,
                indicators.value_kind,
                indicators.entity_types,
                indicators.finest_period,
                indicators.direction,
                coalesce(targets.has_one_threshold, true)
                and not (indicators.unit = 's' and indicators.direction <> 'range')
                and not indicators.is_vip_tightened as has_one_threshold,
                sums.family
                {%- for part in parts %},
                max(case when sums.part = '{{ part }}' then sums.expression end) as {{ part }}
                {%- endfor %}
            from sums
            inner join {{ ref('indicators') }} as indicators
                on sums.indicator = indicators.indicator
            left join targets
                on sums.indicator = targets.indicator
            group by
                sums.indicator, indicators.value_kind, indicators.entity_types,
                indicators.finest_period, indicators.unit, indicators.direction,
                indicators.is_vip_tightened, targets.has_one_threshold, sums.family
            order by sums.indicator, sums.family
        {%- endset -%}
        {%- for row in run_query(query).rows -%}
            {%- if not indicators or indicators[-1].indicator != row.indicator -%}
                {%- do indicators.append({
                    'indicator': row.indicator,
                    'value_kind': row.value_kind,
                    'entity_types': row.entity_types.split('|'),
                    'finest_period': row.finest_period,
                    'direction': row.direction,
                    'families': [],
                    'has_one_threshold': row.has_one_threshold,
                    'is_sampled': false,
                }) -%}
            {%- endif -%}
            {%- do indicators[-1].families.append(row) -%}
            {%- if row.sample_size -%}
                {%- do indicators[-1].update({'is_sampled': true}) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(indicators) }}
{%- endmacro %}
