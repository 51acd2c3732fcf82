{% for family in event_families() -%}
{{ roll_up_measures(family) }}
{% if not loop.last -%}
union all
{% endif -%}
{%- endfor %}
