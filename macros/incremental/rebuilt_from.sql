{#-
    The first date that the model rebuilds in this run, as text; none where the whole table is made anew.
    The refresh works it out from what is new (orchestration/horizon.py). Rows that stand for an event or
    a day are rebuilt from one date on; rows that stand for a period from an earlier one, a Monday on or
    before the first day of a quarter: periods that begin on it or later hold no date before it. A test
    looks at the rows that its model rebuilt: the others passed when they were.
-#}
{% macro rebuilt_from() -%}
    {#- A unit test has no table to ask whether it is there. -#}
    {%- if execute and not flags.FULL_REFRESH and (
        model.resource_type == 'test' or (model.resource_type == 'model' and is_incremental())
    ) -%}
        {%- set kind = 'PERIODS' if names_period(rebuilt_by_column()) else 'EVENTS' -%}
        {{ return(env_var('WAREHOUSE_' ~ kind ~ '_REBUILT_FROM', '') or none) }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}


{#- The column that decides what the model, or the model of the test, that is compiled rebuilds. -#}
{% macro rebuilt_by_column() -%}
    {%- if model.resource_type == 'test' -%}
        {{ return((model.test_metadata or {}).get('kwargs', {}).get('rebuilt_by')) }}
    {%- endif -%}
    {{ return(config.get('meta', {}).get('rebuilt_by')) }}
{%- endmacro %}


{#-
    Whether a column that decides it is the beginning of a period (its number, or a date `…_start`; an
    event's or a day's is `…_on` or date_day). Without a column the earlier date holds.
-#}
{% macro names_period(column_name) -%}
    {{ return(
        column_name is none or column_name == 'period_key' or column_name.endswith('_start')
    ) }}
{%- endmacro %}


{#-
    Whether a row is rebuilt by this run, by its date; a row without one always is (with the last batch).
    days: read so many days more, for what rows are compared with.
-#}
{% macro is_rebuilt(date_day, days=0) -%}
    {%- set first = rebuilt_from() -%}
    {%- if is_in_batches() -%}
        (
            (
                {{ date_day }} >= {{ batch_start() }}{{ ' - interval ' ~ days ~ ' day' if days }}
                and {{ date_day }} < {{ batch_end() }}
            )
            or ({{ date_day }} is null and {{ is_last_batch() }})
        )
    {%- elif first -%}
        (
            {{ date_day }} >= date '{{ first }}'{{ ' - interval ' ~ days ~ ' day' if days }}
            or {{ date_day }} is null
        )
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}


{#-
    The same by an instant (TIMESTAMP in UTC), so that a scan can skip what is older. days: allow for
    events that fall due so many days after the instant. days_after: read so many days more at a batch's end,
    for what follows on its rows.
-#}
{% macro is_rebuilt_at(instant, days=0, days_after=0) -%}
    {%- set first = rebuilt_from() -%}
    {%- if is_in_batches() -%}
        (
            (
                {{ instant }} >= {{ instant_of('cast(' ~ batch_start() ~ ' as timestamp)') }}
                - interval {{ days }} day
                and {{ instant }} < {{ instant_of('cast(' ~ batch_end() ~ ' as timestamp)') }}
                {{- ' + interval ' ~ days_after ~ ' day' if days_after }}
            )
            or ({{ instant }} is null and {{ is_last_batch() }})
        )
    {%- elif first -%}
        (
            {{ instant }} >= {{ instant_of("timestamp '" ~ first ~ "'") }} - interval {{ days }} day
            or {{ instant }} is null
        )
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}


{#-
    Whether what lasts from one instant to another reaches into what is rebuilt, though it may begin before
    it or end after it.
-#}
{% macro reaches_into_rebuilt(first_at, last_at) -%}
    {%- if is_in_batches() -%}
        (
            {{ last_at }} >= {{ instant_of('cast(' ~ batch_start() ~ ' as timestamp)') }}
            and {{ is_before_batch_end(first_at) }}
        )
    {%- else -%}
        {{ is_rebuilt_at(last_at) }}
    {%- endif -%}
{%- endmacro %}


{#- Whether an instant lies before the end of the batch: what comes later changes none of its rows. -#}
{% macro is_before_batch_end(instant) -%}
    {{ instant }} < {{ instant_of('cast(' ~ batch_end() ~ ' as timestamp)') }}
{%- endmacro %}


{#- The same by the number of a period (measured_period). -#}
{% macro is_rebuilt_period(period_key) -%}
    {%- set first = rebuilt_from() -%}
    {%- if is_in_batches() -%}
        (
            {{ period_key }} >= {{ period_number("'day'", batch_start()) }}
            and {{ period_key }} < {{ period_number("'day'", batch_end()) }}
        )
    {%- elif first -%}
        {{ period_key }} >= {{ period_number("'day'", "date '" ~ first ~ "'") }}
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}


{#- Whether a period begins before those that are rebuilt, by its number. -#}
{% macro is_before_rebuilt_period(period_key) -%}
    {%- set first = batch_start() -%}
    {{ period_key }} < {{ period_number("'day'", first) }}
{%- endmacro %}


{#-
    Whether a date can lie in a period that is rebuilt: the last week, month and quarter of a batch end
    after it, by less than a week.
-#}
{% macro is_in_rebuilt_period(date_day) -%}
    {%- if is_in_batches() -%}
        (
            {{ date_day }} >= {{ batch_start() }}
            and {{ date_day }} < {{ batch_end() }} + interval 6 day
        )
    {%- else -%}
        {{ is_rebuilt(date_day) }}
    {%- endif -%}
{%- endmacro %}
