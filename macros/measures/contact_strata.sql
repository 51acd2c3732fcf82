{#- The strata of what belongs to a contact, beside those of its owner and date (evidence_key()). -#}
{% macro contact_strata() -%}
    {{ return([
        'channel', 'contact_type', 'customer_type', 'customer_segment', 'price_band',
        'product_category', 'is_complex', 'is_remote',
    ]) }}
{%- endmacro %}


{#- What else of a contact explains a shortfall. -#}
{% macro contact_segments() -%}
    {{ return(['hour_of_day', 'category', 'product_category']) }}
{%- endmacro %}


{#-
    The columns of int_contact that strata and segments are made of, for a list of columns. The customer's
    type is made of the first order: it depends on the event's instant (evidence_key()).

    relation: whose columns they are.
-#}
{% macro contact_attributes(relation) -%}
    {%- set names = contact_strata() + (contact_segments() | reject('in', contact_strata()) | list) -%}
    {%- for name in names %}
    {{- relation }}.{{ 'first_order_at' if name == 'customer_type' else name }}
    {{- ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
