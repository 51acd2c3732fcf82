{#-
    dbt-duckdb's `table`, without the second name: the old table goes and the new one comes in one
    transaction. Every statement costs dbt ten milliseconds, and a refresh writes two hundred tables
    into files that nobody reads yet. Hooks, grants, indexes and foreign keys are not supported: this
    project has none.
-#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] -%}
    {%- set relation = this.incorporate(type='table') -%}
    {%- do drop_existing() -%}
    {#- dbt lets Python be called by a materialization only, not by a macro of one. -#}
    {% call statement('main', language=model.language) -%}
        {{- create_table_as(False, relation, compiled_code, model.language) }}
    {%- endcall %}
    {%- do adapter.commit() -%}
    {{ return({'relations': [relation]}) }}
{%- endmaterialization %}


{#- The same for views. -#}
{% materialization view, adapter='duckdb' -%}
    {%- set relation = this.incorporate(type='view') -%}
    {%- do drop_existing() -%}
    {% call statement('main') -%}
        {{ get_create_view_as_sql(relation, sql) }}
    {%- endcall %}
    {%- do adapter.commit() -%}
    {{ return({'relations': [relation]}) }}
{%- endmaterialization %}


{#- A Python model writes through a connection of its own, which must not wait for this one. -#}
{% macro drop_existing() -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- if existing is not none -%}
        {% call statement('drop_existing', auto_begin=(model.language == 'sql')) -%}
            drop {{ existing.type }} {{ existing }}
        {%- endcall %}
    {%- endif -%}
{%- endmacro %}
