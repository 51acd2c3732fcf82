{{ config(materialized='view') }}

with measures as (

    {% for family in event_families() -%}
    {{ unpivot_measures(family, ref(family ~ '_daily'), [
        'date_day', 'agent_id', 'team_id', 'role', 'channel', 'contact_type', 'stratum',
    ]) }}
    {% if not loop.last -%}
    union all
    {% endif -%}
    {%- endfor %}

),

terms as (

    select * from {{ ref('indicator_terms') }}

),

sampled as (

    select distinct indicator from terms where part = 'sample_size'

),

parts as (

    select
        measures.date_day,
        measures.agent_id,
        measures.team_id,
        measures.role,
        measures.channel,
        measures.contact_type,
        measures.stratum as threshold_group,
        terms.indicator,
        {%- for part in [
            'numerator', 'denominator', 'sum_of_squares', 'sample_size', 'numerator_count',
            'company_denominator', 'company_denominator_count',
        ] %}
        coalesce(
            sum(case when terms.part = '{{ part }}' then measures.value * terms.coefficient end), 0
        ) as {{ part }}{{ ',' if not loop.last }}
        {%- endfor %}
    from measures
    inner join terms
        on measures.measure = terms.measure
    group by
        measures.date_day,
        measures.agent_id,
        measures.team_id,
        measures.role,
        measures.channel,
        measures.contact_type,
        measures.stratum,
        terms.indicator

),

final as (

    select
        parts.date_day,
        parts.agent_id,
        parts.team_id,
        parts.role,
        parts.channel,
        parts.contact_type,
        parts.threshold_group,
        parts.indicator,
        cast(parts.numerator as decimal(38, 6)) as numerator,
        cast(parts.denominator + parts.company_denominator as decimal(38, 6)) as denominator,
        cast(parts.sum_of_squares as decimal(38, 6)) as sum_of_squares,
        cast(
            case when sampled.indicator is null then parts.denominator else parts.sample_size end
            as bigint
        ) as sample_size,
        cast(parts.numerator_count as decimal(38, 6)) as numerator_count,
        cast(parts.company_denominator_count as decimal(38, 6)) as denominator_count
    from parts
    left join sampled
        on parts.indicator = sampled.indicator

)

select * from final
