{#-
    One end (`low` or `high`) of the 95 % interval of an indicator's value (DOUBLE): Wilson's for a
    rate of events that count 0 or 1, the normal one from the sample variance (n − 1) for a mean, null
    for other methods and for a mean of one. Arguments are SQL expressions.
-#}
{% macro value_interval(method, numerator, denominator, sum_of_squares, scale, end) -%}
    {%- if end not in ('low', 'high') -%}
        {{ exceptions.raise_compiler_error("An interval ends low or high, not " ~ end) }}
    {%- endif -%}
    {%- set sign = '-' if end == 'low' else '+' -%}
    {%- set z = '1.959963984540054e0' -%}
    {%- set n = 'cast(' ~ denominator ~ ' as double)' -%}
    {%- set x = 'cast(' ~ numerator ~ ' as double)' -%}
    case
        when {{ n }} <= 0 then null
        when {{ method }} = 'wilson'
            then (
                {{ x }} + {{ z }} * {{ z }} / 2
                {{ sign }} {{ z }} * sqrt(
                    greatest({{ x }} * ({{ n }} - {{ x }}) / {{ n }}, 0) + {{ z }} * {{ z }} / 4
                )
            ) / ({{ n }} + {{ z }} * {{ z }}) * {{ scale }}
        when {{ method }} = 'mean' and {{ n }} > 1
            then (
                {{ x }} / {{ n }}
                {{ sign }} {{ z }} * sqrt(
                    greatest(
                        cast({{ sum_of_squares }} as double) - {{ x }} * {{ x }} / {{ n }}, 0
                    ) / ({{ n }} - 1) / {{ n }}
                )
            ) * {{ scale }}
    end
{%- endmacro %}
