{{ config(materialized='view') }}
{#-
    The terms are read from the seed when the view is made, so that each indicator is a branch of its
    own over the one or two families that it needs: a query of one indicator reads nothing else.
-#}
{%- set terms = [] -%}
{%- if execute -%}
    {%- set query -%}
        select
            indicator,
            split_part(measure, '.', 1) as family,
            string_agg(
                case
                    when part = 'numerator'
                        then 'coalesce(' || split_part(measure, '.', 2) || ', 0) * ' || coefficient
                end,
                ' + ' order by measure
            ) as numerator,
            string_agg(
                case
                    when part = 'denominator'
                        then 'coalesce(' || split_part(measure, '.', 2) || ', 0) * ' || coefficient
                end,
                ' + ' order by measure
            ) as denominator
        from {{ ref('indicator_terms') }}
        where part in ('numerator', 'denominator')
        group by indicator, split_part(measure, '.', 1)
        order by indicator, family
    {%- endset -%}
    {%- set terms = run_query(query).rows -%}
{%- endif %}
-- depends_on: {{ ref('indicator_terms') }}
{%- set families = event_families() %}
{%- for family in families %}
-- depends_on: {{ ref(family) }}
{%- endfor %}

{% for term in terms -%}
select
    '{{ term.indicator }}' as indicator,
    event_type,
    event_id,
    event_at,
    date_day,
    agent_id,
    team_id,
    role,
    channel,
    contact_type,
    stratum,
    cast({{ term.numerator or '0' }} as decimal(38, 6)) as numerator,
    cast({{ term.denominator or '0' }} as decimal(38, 6)) as denominator,
    file_id,
    line
from {{ ref(term.family) }}
where
    coalesce({{ term.numerator or '0' }}, 0) <> 0
    or coalesce({{ term.denominator or '0' }}, 0) <> 0
{% if not loop.last -%}
union all
{% endif -%}
{%- endfor %}
