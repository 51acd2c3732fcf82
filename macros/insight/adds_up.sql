{#- A column sums to a total within each group. Rows: groups in which it does not. -#}
{% test adds_up(model, column_name, total, groups) %}
select
    {{ groups | join(',\n    ') }},
    sum({{ column_name }}) as summed
from {{ model }}
group by
    {{ groups | join(',\n    ') }}
having abs(sum({{ column_name }}) - ({{ total }})) > 0.000001
{% endtest %}
