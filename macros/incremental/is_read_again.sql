{#-
    Whether a row has to be read again by a run that rebuilds from a date on: its instant (TIMESTAMP in UTC)
    is not before that date, or not before the oldest one that what is rebuilt reaches back to. So a scan
    can skip what is older.

    oldest: a query of that instant, answered by what the last build left before the model replaces it.
    days_after: as of is_rebuilt_at.
-#}
{% macro is_read_again(instant, oldest, days_after=0) -%}
    {%- set found = run_query(oldest).columns[0].values()[0] if execute else none -%}
    {%- if found -%}
        ({{ is_rebuilt_at(instant, days_after=days_after) }} or {{ instant }} >= timestamp '{{ found }}')
    {%- else -%}
        {{ is_rebuilt_at(instant, days_after=days_after) }}
    {%- endif -%}
{%- endmacro %}
