{#-
    A roll-up of ten years at once would need the memory of ten years: a model with `meta.in_batches` is
    written in several statements (int_batch). Its SQL holds two dates, the first that it rebuilds and
    the one that it stops before; they stand for everything where it is compiled alone, and the
    materialization puts the dates of each batch in their place.
-#}

{#- How many contacts a batch holds, about; a million need 3 GB. -#}
{% macro contacts_in_batch() -%}
    {{ return(env_var('WAREHOUSE_BATCH_CONTACTS', '1500000') | int) }}
{%- endmacro %}


{#-
    How many days before the as-of instant a daily delivery writes again: corrections of a month, and the
    window of 33 days (orchestration/horizon.py) before the first of them.
-#}
{% macro days_written_again() -%}
    {{ return(66) }}
{%- endmacro %}


{#- Whether the model that is compiled is written in batches. -#}
{% macro is_in_batches() -%}
    {{ return(
        execute and model.resource_type == 'model'
        and config.get('meta', {}).get('in_batches', false)
    ) }}
{%- endmacro %}


{#- The first date of a batch, and the date after its last: SQL of type DATE. -#}
{% macro batch_start() -%}
    date '{{ rebuilt_from() or '1000-01-01' }}'
{%- endmacro %}


{% macro batch_end() -%}
    date '3000-01-01'
{%- endmacro %}


{% macro is_last_batch() -%}
    {{ batch_end() }} > date '2999-12-31'
{%- endmacro %}


{#-
    The statements that write the model, in the order of time: a list of {'sql', 'is_last'}, one where
    nothing has to be cut. is_last: what later runs write again lies in it, so it is written in the order of
    time (in_order_of_time).
-#}
{% macro in_batches(compiled_code) -%}
    {%- if not is_in_batches() -%}
        {{ return([{'sql': compiled_code, 'is_last': true}]) }}
    {%- endif -%}
    {%- set found -%}
        select
            first_date,
            is_written_again
        from {{ ref('int_batch') }}
        where batch_number > 0 and first_date > {{ batch_start() }}
        order by first_date
    {%- endset -%}
    {%- set cuts = run_query(found).rows -%}
    {%- set edges = [batch_start()] -%}
    {%- for cut in cuts -%}
        {%- do edges.append("date '" ~ cut.first_date.strftime('%Y-%m-%d') ~ "'") -%}
    {%- endfor -%}
    {%- do edges.append(batch_end()) -%}
    {%- set statements = [] -%}
    {%- for edge in edges[:-1] -%}
        {%- set sql = compiled_code
            | replace(batch_start(), edge)
            | replace(batch_end(), edges[loop.index]) -%}
        {%- set is_written_again = loop.index0 > 0 and cuts[loop.index0 - 1].is_written_again -%}
        {%- do statements.append({'sql': sql, 'is_last': loop.last or is_written_again}) -%}
    {%- endfor -%}
    {{ return(statements) }}
{%- endmacro %}
