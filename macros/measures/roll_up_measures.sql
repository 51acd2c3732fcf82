{#-
    A family's daily sums, rolled up and still wide: one row per entity × period × threshold
    era × stratum. Counts are BIGINT, amounts DECIMAL(38,6); sums that are
    zero are null.

    Entities first (one pass with grouping sets): those rows are the days' already. Weeks, months and
    quarters are summed from them. Events without an agent, team, role or channel give no row for that
    entity.
-#}
{% macro roll_up_measures(family) -%}
    {%- set sums = [] -%}
    {%- for measure in measures_of(family) -%}
        {%- do sums.append((measure.name, sum_type(measure))) -%}
        {%- if measure.squared -%}
            {%- do sums.append((measure.name ~ '_squared', 'decimal(38, 6)')) -%}
        {%- endif -%}
    {%- endfor %}
-- depends_on: {{ ref('int_batch') }}
with by_entity as (

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
        {%- for name, data_type in sums %},
        nullif(cast(sum({{ name }}) as {{ data_type }}), 0) as {{ name }}
        {%- endfor %}
    from {{ ref(family ~ '_daily') }}
    where {{ is_in_rebuilt_period('date_day') }}
    group by grouping sets (
        (date_day, stratum),
        (date_day, stratum, role),
        (date_day, stratum, team_id),
        (date_day, stratum, agent_id),
        (date_day, stratum, channel),
        (date_day, stratum, contact_type)
    )

),

entities as (

    select * from {{ ref('int_entity') }}

),

dates as (

    select * from {{ ref('int_date') }}

),

date_periods as (

    select
        period_days.date_day,
        period_days.threshold_era,
        periods.period,
        periods.period_key
    from {{ ref('int_period_of_date') }} as period_days
    inner join {{ ref('int_period') }} as periods
        on
            period_days.period = periods.period
            and period_days.period_start = periods.period_start
    where {{ is_rebuilt_period('periods.period_key') }}

),

days as (

    select
        entities.entity_key,
        by_entity.date_day,
        dates.threshold_era,
        by_entity.stratum
        {%- for name, data_type in sums %},
        by_entity.{{ name }}
        {%- endfor %}
    from by_entity
    inner join entities
        on
            by_entity.entity_type = entities.entity_type
            and by_entity.entity_id = entities.entity_id
    inner join dates
        on by_entity.date_day = dates.date_day

),

final as (

    select
        days.entity_key,
        date_periods.period_key,
        days.threshold_era,
        days.stratum
        {%- for name, data_type in sums %},
        days.{{ name }}
        {%- endfor %}
    from days
    inner join date_periods
        on days.date_day = date_periods.date_day and date_periods.period = 'day'
    union all
    select
        days.entity_key,
        date_periods.period_key,
        date_periods.threshold_era,
        days.stratum
        {%- for name, data_type in sums %},
        nullif(cast(sum(days.{{ name }}) as {{ data_type }}), 0) as {{ name }}
        {%- endfor %}
    from days
    inner join date_periods
        on days.date_day = date_periods.date_day and date_periods.period <> 'day'
    group by
        days.entity_key,
        date_periods.period_key,
        date_periods.threshold_era,
        days.stratum

)

select * from final
{%- endmacro %}
