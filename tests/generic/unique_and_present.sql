{#- A column alone names a row: it is never empty, and no value stands twice. -#}
{% test unique_and_present(model, column_name) %}
select
    {{ column_name }},
    count(*) as times
from {{ model }}
group by {{ column_name }}
having count(*) > 1 or {{ column_name }} is null
{% endtest %}
