{#-
    dbt's incremental strategy `replace_from` for adapters with dbt's own materialization: what this run
    rebuilds is deleted and written again.
-#}
{% macro get_incremental_replace_from_sql(arguments) -%}
    {%- set columns = arguments['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    {{ delete_rebuilt(arguments['target_relation']) }};

    insert into {{ arguments['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arguments['temp_relation'] }}
{%- endmacro %}


{#-
    Delete the rows that the model writes again; `meta.rebuilt_by` names its column that decides: a date,
    or period_key.
-#}
{% macro delete_rebuilt(relation) -%}
    {%- set column_name = config.get('meta', {}).get('rebuilt_by') -%}
    {%- if not column_name -%}
        {{ exceptions.raise_compiler_error(this ~ ": config.meta.rebuilt_by names no column") }}
    {%- endif -%}
    delete from {{ relation }}
    where {{ is_rebuilt_period(column_name) if column_name == 'period_key' else is_rebuilt(column_name) }}
{%- endmacro %}
