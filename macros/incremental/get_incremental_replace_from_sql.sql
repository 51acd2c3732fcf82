{#-
    dbt's incremental strategy `replace_from`: what this run rebuilds is deleted and written again. The
    model selects the same rows that are deleted here; `meta.rebuilt_by` names its column that
    decides: a date, or period_key.
-#}
{% macro get_incremental_replace_from_sql(arguments) -%}
    {%- set column_name = config.get('meta', {}).get('rebuilt_by') -%}
    {%- if not column_name -%}
        {{ exceptions.raise_compiler_error(this ~ ": config.meta.rebuilt_by names no column") }}
    {%- endif -%}
    {%- set columns = arguments['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    delete from {{ arguments['target_relation'] }}
    where {{ is_rebuilt_period(column_name) if column_name == 'period_key' else is_rebuilt(column_name) }};

    insert into {{ arguments['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arguments['temp_relation'] }}
{%- endmacro %}
