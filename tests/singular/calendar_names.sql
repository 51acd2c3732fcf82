{#-
    Seasons and goals of the calendar that seasons.csv does not have: no overlay and no threshold can
    speak of them. Only a warning, for a centre may mark days without judging them differently.
-#}
{{ config(severity='warn') }}
{%- set columns = ['season'] -%}
{%- if execute and 'goal' in (
    adapter.get_columns_in_relation(ref('calendar')) | map(attribute='name') | list
) -%}
    {%- do columns.append('goal') -%}
{%- endif -%}
with named as (

    {%- for column_name in columns %}
    select
        '{{ column_name }}' as column_name,
        {{ column_name }} as name,
        min(date) as first_date
    from {{ ref('calendar') }}
    group by {{ column_name }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

)

select
    named.column_name,
    named.name,
    named.first_date
from named
left join {{ ref('seasons') }} as seasons
    on
        named.name = seasons.season
        and named.column_name = seasons.kind
where named.name is not null and seasons.season is null
