{#-
    A family's daily sums, rolled up and still wide: one row per entity × period with the whole sums
    (threshold_era and stratum are null), and one per entity × period × threshold era × stratum with
    those that are judged by stratum (rolled_up_sums). Counts are BIGINT, amounts DECIMAL(38,6); sums
    that are zero are null.

    Entities first (one pass with grouping sets): those rows are the days' already. Weeks, months and
    quarters are summed from them. Events without an agent, team, role or channel give no row for that
    entity.
-#}
{% macro roll_up_measures(family) -%}
    {%- set levels = rolled_up_sums(family) -%}
    {%- set columns = levels.whole + levels.strata | reject('in', levels.whole) | list -%}
    {%- set entities = ['role', 'team_id', 'agent_id', 'channel', 'contact_type'] -%}
-- depends_on: {{ ref('indicator_terms') }}
-- depends_on: {{ ref('indicator_targets') }}
-- depends_on: {{ ref('indicators') }}
-- depends_on: {{ ref('int_batch') }}
-- depends_on: {{ ref(family ~ '_daily') }}
with entities as (

    select * from {{ ref('measured_entity') }}

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
    inner join {{ ref('measured_period') }} as periods
        on
            period_days.period = periods.period
            and period_days.period_start = periods.period_start
    where {{ is_rebuilt_period('periods.period_key') }}

),

{% for level, sums in levels.items() if sums -%}
{%- set by_stratum = level == 'strata' -%}
{{ level }}_by_entity as (

    select
        case
            {%- for entity in entities %}
            when grouping({{ entity }}) = 0 then '{{ entity | replace('_id', '') }}'
            {%- endfor %}
            else 'company'
        end as entity_type,
        case
            {%- for entity in entities %}
            when grouping({{ entity }}) = 0 then {{ entity }}
            {%- endfor %}
            else 'company'
        end as entity_id,
        {%- if by_stratum %}
        stratum,
        {%- endif %}
        date_day
        {%- for name, data_type in sums %},
        nullif(cast(sum({{ name }}) as {{ data_type }}), 0) as {{ name }}
        {%- endfor %}
    from {{ ref(family ~ '_daily') }}
    where
        {{ is_in_rebuilt_period('date_day') }}
        and (
            {%- for name, data_type in sums %}
            {{ 'or ' if not loop.first }}{{ name }} <> 0
            {%- endfor %}
        )
    group by grouping sets (
        (date_day{{ ', stratum' if by_stratum }})
        {%- for entity in entities %},
        (date_day{{ ', stratum' if by_stratum }}, {{ entity }})
        {%- endfor %}
    )

),

{{ level }}_days as (

    select
        entities.entity_key,
        by_entity.date_day,
        {%- if by_stratum %}
        dates.threshold_era,
        by_entity.stratum,
        {%- endif %}
        {%- for name, data_type in sums %}
        by_entity.{{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ level }}_by_entity as by_entity
    inner join entities
        on
            by_entity.entity_type = entities.entity_type
            and by_entity.entity_id = entities.entity_id
    {%- if by_stratum %}
    inner join dates
        on by_entity.date_day = dates.date_day
    {%- endif %}

),

{{ level }}_periods as (

    select
        days.entity_key,
        date_periods.period_key,
        {%- if by_stratum %}
        days.threshold_era,
        days.stratum,
        {%- endif %}
        {%- for name, data_type in sums %}
        days.{{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ level }}_days as days
    inner join date_periods
        on days.date_day = date_periods.date_day and date_periods.period = 'day'
    union all
    select
        days.entity_key,
        date_periods.period_key,
        {%- if by_stratum %}
        date_periods.threshold_era,
        days.stratum,
        {%- endif %}
        {%- for name, data_type in sums %}
        nullif(cast(sum(days.{{ name }}) as {{ data_type }}), 0) as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ level }}_days as days
    inner join date_periods
        on days.date_day = date_periods.date_day and date_periods.period <> 'day'
    group by
        days.entity_key,
        date_periods.period_key
        {%- if by_stratum %},
        date_periods.threshold_era,
        days.stratum
        {%- endif %}

),

{% endfor -%}
final as (

    {%- for level, sums in levels.items() if sums %}
    select
        entity_key,
        period_key,
        {{ 'threshold_era' if level == 'strata' else 'cast(null as date) as threshold_era' }},
        {{ 'stratum' if level == 'strata' else 'cast(null as varchar) as stratum' }}
        {%- for name, data_type in columns %},
        {{ name if (name, data_type) in sums else 'cast(null as ' ~ data_type ~ ') as ' ~ name }}
        {%- endfor %}
    from {{ level }}_periods
    union all
    {%- endfor %}
    select
        cast(null as bigint) as entity_key,
        cast(null as integer) as period_key,
        cast(null as date) as threshold_era,
        cast(null as varchar) as stratum
        {%- for name, data_type in columns %},
        cast(null as {{ data_type }}) as {{ name }}
        {%- endfor %}
    where false

)

select * from final
{%- endmacro %}
