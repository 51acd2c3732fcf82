{#-
    dbt-duckdb's `incremental`, without the temporary table: what a run rebuilds is deleted and inserted
    in one transaction, batch by batch where the model says so. Strategies: replace_from, and append. A
    model's columns cannot differ from its table's: after an edit the refresh makes every table anew
    (orchestration/horizon.py). A table with a contract is there, empty, before its first statement: the
    model may read what earlier ones wrote.
-#}
{% materialization incremental, adapter='duckdb' -%}
    {%- set strategy = config.get('incremental_strategy') -%}
    {%- if strategy not in ['append', 'replace_from'] -%}
        {{ exceptions.raise_compiler_error(
            this ~ ": incremental_strategy is append or replace_from, not " ~ strategy
        ) }}
    {%- endif -%}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set statements = in_batches(compiled_code) -%}
    {%- set is_kept = is_incremental() -%}
    {%- set is_declared = config.get('contract').enforced -%}
    {%- if not is_kept -%}
        {%- do drop_existing() -%}
    {%- endif -%}
    {% call statement('main') -%}
        {%- if is_declared and not is_kept %}
        create table {{ relation }} {{ get_table_columns_and_constraints() }}
        {%- elif not is_kept %}
        {{- create_table_as(False, relation, statement_sql(statements[0], strategy)) }}
        {%- elif strategy == 'replace_from' %}
        {{ delete_rebuilt(relation) }}
        {%- endif %}
        {%- for inserted in (statements if is_kept or is_declared else statements[1:]) %}
        ;
        insert into {{ relation }} by name (
            {{ statement_sql(inserted, strategy) }}
        )
        {%- endfor %}
    {%- endcall %}
    {%- do adapter.commit() -%}
    {{ return({'relations': [relation]}) }}
{%- endmaterialization %}


{#-
    One of the statements of in_batches(), in the order in which its rows are to lie. `meta.in_order`: all
    of the model's rows lie in the order of time, because somebody reads them period by period.
-#}
{% macro statement_sql(statement, strategy) -%}
    {{ return(
        in_order_of_time(statement.sql)
        if strategy == 'replace_from'
        and (statement.is_last or config.get('meta', {}).get('in_order', false))
        else statement.sql
    ) }}
{%- endmacro %}
