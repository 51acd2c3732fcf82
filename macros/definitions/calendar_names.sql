{#-
    SQL: the seasons and goals that the calendar uses, as rows of column_name (season or goal), name and
    first_date. Its column goal is optional: a centre without goals leaves it out.
-#}
{% macro calendar_names() -%}
    {%- set columns = ['season'] -%}
    {%- if execute and 'goal' in (
        adapter.get_columns_in_relation(ref('calendar')) | map(attribute='name') | list
    ) -%}
        {%- do columns.append('goal') -%}
    {%- endif -%}
    {%- for column_name in columns %}
    select
        '{{ column_name }}' as column_name,
        {{ column_name }} as name,
        min(date) as first_date
    from {{ ref('calendar') }}
    where {{ column_name }} is not null
    group by {{ column_name }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
