{#-
    The squared standard error (DOUBLE) of an indicator's value from its sums: of a rate
    p (1 − p) ÷ n with p drawn to one half by one event of each kind, so that 100 % of ten events is
    not certainty; of a mean from Σ x² (n − 1); null for other methods and for fewer than two events.

    Arguments are SQL expressions: method is the indicator's interval method.
-#}
{% macro mean_variance(method, numerator, denominator, sum_of_squares, scale) -%}
    {%- set n = 'cast(' ~ denominator ~ ' as double)' -%}
    {%- set x = 'cast(' ~ numerator ~ ' as double)' -%}
    case
        when {{ n }} < 2 then null
        when {{ method }} = 'wilson'
            then ({{ x }} + 1) / ({{ n }} + 2) * (1 - ({{ x }} + 1) / ({{ n }} + 2)) / {{ n }}
                * {{ scale }} * {{ scale }}
        when {{ method }} = 'mean'
            then greatest(
                cast({{ sum_of_squares }} as double) - {{ x }} * {{ x }} / {{ n }}, 0
            ) / ({{ n }} - 1) / {{ n }} * {{ scale }} * {{ scale }}
    end
{%- endmacro %}
