{#-
    The columns together name a row: no combination of their values stands twice (null is a value).

    rebuilt_by: the column that says which rows a run rebuilds; only what these rows share a key with
    is looked at, the rest passed before.
-#}
{% test unique_combination(model, columns, rebuilt_by=none) %}
{%- set key = columns | join(', ') %}
select
    {{ columns | join(',\n    ') }},
    count(*) as times
from {{ model }}
{%- if rebuilt_by and rebuilt_by in columns %}
where {{ is_rebuilt_period(rebuilt_by) if rebuilt_by == 'period_key' else is_rebuilt(rebuilt_by) }}
{%- elif rebuilt_by and rebuilt_from() %}
where ({{ key }}) in (select ({{ key }}) from {{ model }} where {{ is_rebuilt(rebuilt_by) }})
{%- endif %}
group by
    {{ columns | join(',\n    ') }}
having count(*) > 1
{% endtest %}
