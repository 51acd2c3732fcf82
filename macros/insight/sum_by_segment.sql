{#-
    The rows of segmented_events(), summed by month, team, agent, segment_kind and segment; those without
    any of the measures are left out. Counts are BIGINT, amounts DECIMAL(38,6). Few rows are left, from
    which roll_up_segments() makes the rest.

    relation: those rows. measures: what to sum. judged: what to sum beside them (judged_parts()).
-#}
{% macro sum_by_segment(relation, measures, judged) -%}
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
        team_key,
        agent_key
        {%- for measure in measures + judged %},
        cast(sum({{ measure.name }}) as {{ sum_type(measure) }}) as {{ measure.name }}
        {%- endfor %}
    from {{ relation }}
    where
        {%- for measure in measures %}
        {{ 'or ' if not loop.first }}{{ measure.name }} is not null
        {%- endfor %}
    group by grouping sets (
        {%- for kind in kinds %}
        (period_key, team_key, agent_key, {{ kind }})
        {{- ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
