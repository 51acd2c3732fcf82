{#- The date in the business time zone of an instant (TIMESTAMP in UTC). -#}
{% macro business_date(instant) -%}
    cast({{ local_time(instant) }} as date)
{%- endmacro %}
