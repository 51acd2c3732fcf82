{#-
    The strata by which thresholds may differ, in the order of their parts in a stratum key. The
    seed indicator_targets has a column for each.
-#}
{% macro strata_columns() -%}
    {{ return([
        'role', 'channel', 'contact_type', 'customer_type', 'customer_segment', 'price_band',
        'product_category', 'is_complex', 'is_remote', 'stage', 'season', 'day_type',
    ]) }}
{%- endmacro %}
