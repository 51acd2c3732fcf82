{%- set indicators = indicator_parts() -%}
-- depends_on: {{ ref('indicator_terms') }}
-- depends_on: {{ ref('indicators') }}
-- depends_on: {{ ref('indicator_targets') }}
{%- for family in event_families() %}
-- depends_on: {{ ref(family ~ '_period') }}
{%- endfor %}
-- What every entity takes from the company to be compared with: the second mean of a ratio of means.
with entities as (

    select * from {{ ref('measured_entity') }}

),

final as (

    {%- for indicator in indicators if indicator.value_kind == 'ratio_of_means' %}
    {%- for family in indicator.families if family.company_denominator %}
    select
        '{{ indicator.indicator }}' as indicator,
        sums.period_key,
        cast(sum({{ family.company_denominator }}) as decimal(38, 6)) as denominator,
        cast(sum({{ family.company_denominator_count }}) as decimal(38, 6)) as denominator_count
    from {{ ref(family.family ~ '_period') }} as sums
    inner join entities
        on sums.entity_key = entities.entity_key and entities.entity_type = 'company'
    where {{ is_rolled_up_for(indicator) }}
    group by sums.period_key
    union all
    {%- endfor %}
    {%- endfor %}
    select
        cast(null as varchar) as indicator,
        cast(null as integer) as period_key,
        cast(null as decimal(38, 6)) as denominator,
        cast(null as decimal(38, 6)) as denominator_count
    where false

)

select * from final
