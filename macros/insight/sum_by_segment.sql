{#-
    The rows of segmented_events(), summed by month, team, agent, segment_kind and segment, and by
    stratum too where thresholds differ by it; those without any of the measures are left out. Counts are
    BIGINT, amounts DECIMAL(38,6). Few rows are left, from which roll_up_segments() makes the rest.

    relation: those rows. measures: what to sum. strata: ['stratum_key'], or none.
-#}
{% macro sum_by_segment(relation, measures, strata) -%}
    {%- set kinds = {
        'channel': 'channel',
        'hour_of_day': "coalesce(lpad(cast(hour_of_day as varchar), 2, '0'), 'unknown')",
        'category': 'category',
        'product': 'product',
    } -%}
    select
        case
            {%- for kind in kinds %}
            when grouping({{ kind }}) = 0 then '{{ kind }}'
            {%- endfor %}
        end as segment_kind,
        case
            {%- for kind, segment in kinds.items() %}
            when grouping({{ kind }}) = 0 then {{ segment }}
            {%- endfor %}
        end as segment,
        period_key,
        {%- for column_name in strata %}
        {{ column_name }},
        {%- endfor %}
        team_key,
        agent_key
        {%- for measure in measures %},
        cast(sum({{ measure.name }}) as {{ sum_type(measure) }}) as {{ measure.name }}
        {%- endfor %}
    from {{ relation }}
    where
        {%- for measure in measures %}
        {{ 'or ' if not loop.first }}{{ measure.name }} is not null
        {%- endfor %}
    group by grouping sets (
        {%- for kind in kinds %}
        ({{ (['period_key'] + strata + ['team_key', 'agent_key', kind]) | join(', ') }})
        {{- ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
