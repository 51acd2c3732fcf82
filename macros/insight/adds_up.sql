{#-
    A column sums to a total within each group. Rows: groups in which it does not. rebuilt_by: as for
    unique_combination; a column of the group.
-#}
{% test adds_up(model, column_name, total, groups, rebuilt_by=none) %}
select
    {{ groups | join(',\n    ') }},
    sum({{ column_name }}) as summed
from {{ model }}
{%- if rebuilt_by %}
where {{ is_rebuilt(rebuilt_by) }}
{%- endif %}
group by
    {{ groups | join(',\n    ') }}
having abs(sum({{ column_name }}) - ({{ total }})) > 0.000001
{% endtest %}
