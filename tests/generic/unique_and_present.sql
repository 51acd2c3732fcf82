{#-
    A column alone names a row: it is never empty, and no value stands twice. rebuilt_by: as for
    unique_combination.
-#}
{% test unique_and_present(model, column_name, rebuilt_by=none) %}
select
    {{ column_name }},
    count(*) as times
from {{ model }}
{%- if rebuilt_by and rebuilt_from() %}
where
    {{ column_name }} is null
    or {{ column_name }} in (
        select {{ column_name }} from {{ model }} where {{ is_rebuilt(rebuilt_by) }}
    )
{%- endif %}
group by {{ column_name }}
having count(*) > 1 or {{ column_name }} is null
{% endtest %}
