{#-
    Whether a row's indicator (a column) has one threshold, whatever the stratum.

    indicators: of indicator_parts().
-#}
{% macro is_of_one_threshold(column_name, indicators) -%}
    {{ column_name }} in (
            {%- for indicator in indicators if indicator.has_one_threshold %}
            '{{ indicator.indicator }}',
            {%- endfor %}
            ''
        )
{%- endmacro %}
