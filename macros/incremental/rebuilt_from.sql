{#-
    The first date that this run rebuilds, as text; none where the whole table is made anew. The refresh
    works it out from what is new (orchestration/horizon.py) and notes it in intermediate.rebuild. It is a
    Monday on or before the first day of a quarter: periods that begin on it or later hold no date before it.
-#}
{% macro rebuilt_from() -%}
    {%- if execute and is_incremental() -%}
        {%- set found = run_query('select cast(rebuilt_from as varchar) from intermediate.rebuild') -%}
        {{ return(found.rows[0][0]) }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}


{#- Whether a row is rebuilt by this run, by its date; a row without one always is. -#}
{% macro is_rebuilt(date_day) -%}
    {%- set first = rebuilt_from() -%}
    {%- if first -%}
        ({{ date_day }} >= date '{{ first }}' or {{ date_day }} is null)
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}


{#-
    The same by an instant (TIMESTAMP in UTC), so that a scan can skip what is older. days: allow for
    events that fall due so many days after the instant.
-#}
{% macro is_rebuilt_at(instant, days=0) -%}
    {%- set first = rebuilt_from() -%}
    {%- if first -%}
        (
            {{ instant }} >= {{ instant_of("timestamp '" ~ first ~ "'") }} - interval {{ days }} day
            or {{ instant }} is null
        )
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}


{#- The same by the number of a period (int_period). -#}
{% macro is_rebuilt_period(period_key) -%}
    {%- set first = rebuilt_from() -%}
    {%- if first -%}
        {{ period_key }} >= {{ period_number("'day'", "date '" ~ first ~ "'") }}
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}
