{#-
    All rows of one canonical table (tickets, agents, …) over the source systems that feed it:
    `stg_<system>__<table>` for each system of the variable `source_systems`, plus the column
    source_system. The staging models of a table share their columns by name.
-#}
{% macro union_systems(table_name) -%}
    {%- set systems = var('source_systems').get(table_name, ['landing']) -%}
    {%- for system in systems %}
    select
        *,
        '{{ system }}' as source_system
    from {{ ref('stg_' ~ system ~ '__' ~ table_name) }}
    {%- if not loop.last %}
    {{ union_all_by_name() }}
    {%- endif %}
    {%- endfor %}
{%- endmacro %}


{#- Spark has no union by name in SQL: there the staging models must share the order as well. -#}
{% macro union_all_by_name() -%}
    {{ return(adapter.dispatch('union_all_by_name')()) }}
{%- endmacro %}


{% macro default__union_all_by_name() -%}
    union all by name
{%- endmacro %}


{% macro spark__union_all_by_name() -%}
    union all
{%- endmacro %}
