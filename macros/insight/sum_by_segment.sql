{#-
    The rows of segmented_events(), summed by month, team, agent, segment_kind and segment, and by
    threshold era and stratum too where thresholds differ by them. Counts are BIGINT, amounts
    DECIMAL(38,6). Few rows are left, from which roll_up_segments() makes the rest.

    relation: those rows. measures: what to sum. strata: the columns that thresholds differ by, or none.
-#}
{% macro sum_by_segment(relation, measures, strata) -%}
    {%- set kinds = ['channel', 'hour_of_day', 'category', 'product'] -%}
    select
        case
            {%- for kind in kinds %}
            when grouping({{ kind }}) = 0 then '{{ kind }}'
            {%- endfor %}
        end as segment_kind,
        case
            {%- for kind in kinds %}
            when grouping({{ kind }}) = 0 then {{ kind }}
            {%- endfor %}
        end as segment,
        month_start,
        {%- for column_name in strata %}
        {{ column_name }},
        {%- endfor %}
        team_id,
        agent_id
        {%- for measure in measures %},
        cast(sum({{ measure.name }}) as {{ sum_type(measure) }}) as {{ measure.name }}
        {%- endfor %}
    from {{ relation }}
    group by grouping sets (
        {%- for kind in kinds %}
        ({{ (['month_start'] + strata + ['team_id', 'agent_id', kind]) | join(', ') }})
        {{- ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
