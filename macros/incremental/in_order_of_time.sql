{#-
    A model's rows week by week, those of periods, which are replaced by whole quarters, by quarter. A
    group-by leaves the days in no order, and then whatever a later run deletes lies in every part of the
    table, and DuckDB writes all of it again. Sorting is a tenth of a build, so only what later runs write
    again is sorted (in_batches).
-#}
{% macro in_order_of_time(compiled_code) -%}
    {%- set column_name = config.get('meta', {}).get('rebuilt_by') -%}
    select * from (
        {{ compiled_code }}
    ) as built
    order by {{
        quarter_number(column_name) if names_period(column_name)
        else period_start('week', column_name)
    }}
{%- endmacro %}


{#-
    Grows with every quarter, or about: of a column that meta.rebuilt_by names. A whole number: DuckDB sorts
    by one in a third of the time that it takes by a fraction.
-#}
{% macro quarter_number(column_name) -%}
    {%- if column_name == 'period_key' -%}
        {#- Four numbers a day (period_number). -#}
        cast(floor({{ column_name }} / 364) as integer)
    {%- else -%}
        {{ period_start('quarter', column_name) }}
    {%- endif -%}
{%- endmacro %}
