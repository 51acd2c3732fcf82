{#-
    The number (BIGINT) of the span in which a date lies, where time is cut into spans of so many days: what
    lies no more days apart is in the same span or in the one beside it, and is found by an equal number.
-#}
{% macro span_number(date_day, days) -%}
    cast(floor({{ days_between("date '2000-01-01'", date_day) }} / {{ days }}) as bigint)
{%- endmacro %}
