{#- Seconds from one instant to another: DECIMAL(18,6), exact, so that sums are exact too. -#}
{% macro seconds_between(from_instant, to_instant) -%}
    {{ return(adapter.dispatch('seconds_between')(from_instant, to_instant)) }}
{%- endmacro %}


{% macro default__seconds_between(from_instant, to_instant) -%}
    cast(
        date_diff('microsecond', {{ from_instant }}, {{ to_instant }}) * 0.000001
        as decimal(18, 6)
    )
{%- endmacro %}


{% macro spark__seconds_between(from_instant, to_instant) -%}
    cast(
        (unix_micros({{ to_instant }}) - unix_micros({{ from_instant }})) * 0.000001
        as decimal(18, 6)
    )
{%- endmacro %}
