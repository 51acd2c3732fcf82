{#-
    A family's daily sums, rolled up: one row per entity_type × entity_id × period × period_start ×
    threshold_era × stratum × measure (`family.name`), value DECIMAL(38,6); zero sums are left out.

    Entities first (one pass with grouping sets), periods second, and only then are the few remaining
    rows unpivoted. Events without an agent, team, role or channel give no row for that entity.
-#}
{% macro roll_up_measures(family) -%}
    {%- set names = summed_columns(family) -%}
    select
        entity_type,
        entity_id,
        period,
        period_start,
        threshold_era,
        stratum,
        '{{ family }}.' || measure as measure,
        value
    from (
        select
            by_entity.entity_type,
            by_entity.entity_id,
            periods.period,
            periods.period_start,
            periods.threshold_era,
            by_entity.stratum
            {%- for name in names %},
            nullif(cast(sum(by_entity.{{ name }}) as decimal(38, 6)), 0) as {{ name }}
            {%- endfor %}
        from (
            select
                case
                    when grouping(role) = 0 then 'role'
                    when grouping(team_id) = 0 then 'team'
                    when grouping(agent_id) = 0 then 'agent'
                    when grouping(channel) = 0 then 'channel'
                    when grouping(contact_type) = 0 then 'contact_type'
                    else 'company'
                end as entity_type,
                case
                    when grouping(role) = 0 then role
                    when grouping(team_id) = 0 then team_id
                    when grouping(agent_id) = 0 then agent_id
                    when grouping(channel) = 0 then channel
                    when grouping(contact_type) = 0 then contact_type
                    else 'company'
                end as entity_id,
                date_day,
                stratum
                {%- for name in names %},
                sum({{ name }}) as {{ name }}
                {%- endfor %}
            from {{ ref(family ~ '_daily') }}
            group by grouping sets (
                (date_day, stratum),
                (date_day, stratum, role),
                (date_day, stratum, team_id),
                (date_day, stratum, agent_id),
                (date_day, stratum, channel),
                (date_day, stratum, contact_type)
            )
        ) as by_entity
        inner join {{ ref('int_period_of_date') }} as periods
            on by_entity.date_day = periods.date_day
        where by_entity.entity_id is not null
        group by
            by_entity.entity_type,
            by_entity.entity_id,
            periods.period,
            periods.period_start,
            periods.threshold_era,
            by_entity.stratum
    ) as rolled_up
    unpivot (value for measure in ({{ names | join(', ') }}))
{%- endmacro %}
