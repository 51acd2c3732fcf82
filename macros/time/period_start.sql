{#-
    The first day (DATE) of the period that a date lies in. period: day, week, month or quarter;
    weeks start on Monday. Errors: any other period stops compilation.
-#}
{% macro period_start(period, date_day) -%}
    {%- if period not in ('day', 'week', 'month', 'quarter') -%}
        {{ exceptions.raise_compiler_error(
            "Unknown period '" ~ period ~ "': use day, week, month or quarter."
        ) }}
    {%- endif -%}
    {%- if period == 'day' -%}
        {{ date_day }}
    {%- else -%}
        cast(date_trunc('{{ period }}', {{ date_day }}) as date)
    {%- endif -%}
{%- endmacro %}
