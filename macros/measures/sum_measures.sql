{#-
    The additive sums of a family, in one pass over its events: one row per date × agent × team ×
    role × channel × contact type × stratum. Counts are BIGINT, amounts DECIMAL(38,6): exact, so no
    order of threads changes a figure.
-#}
{% macro sum_measures(family) -%}
-- depends_on: {{ ref('int_batch') }}
    select
        date_day,
        agent_id,
        team_id,
        role,
        channel,
        contact_type,
        stratum
        {%- for measure in measures_of(family) %},
        cast(sum({{ measure.name }}) as {{ sum_type(measure) }}) as {{ measure.name }}
        {%- if measure.squared %},
        cast(
            sum(cast({{ measure.name }} as decimal(38, 6)) * {{ measure.name }})
            as decimal(38, 6)
        ) as {{ measure.name }}_squared
        {%- endif %}
        {%- endfor %}
    from {{ ref(family) }}
    where date_day is not null and {{ is_rebuilt('date_day') }}
    group by date_day, agent_id, team_id, role, channel, contact_type, stratum
{%- endmacro %}
