{#-
    The kinds of periods that rules of alert_rules look at, as SQL literals when a model is compiled: a
    view passes literals on to what it reads, and days are four fifths of the figures; null while dbt
    parses.
-#}
{% macro alert_periods() -%}
    {#- Named before dbt only parses: the seed must be there when the model is compiled. -#}
    {%- set query -%}
        select distinct '''' || replace(period, '''', '''''') || '''' as period
        from {{ ref('alert_rules') }}
        order by period
    {%- endset -%}
    {%- set found = run_query(query).columns[0].values() if execute else [] -%}
    {{ return(found | join(', ') or 'null') }}
{%- endmacro %}
