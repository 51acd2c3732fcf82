{#-
    An indicator's value (DOUBLE) from its sums: Σ numerator ÷ Σ denominator × scale, or, for a ratio
    of means, (mean ÷ mean − 1) × scale. A zero denominator gives no value. Arguments are SQL
    expressions; numerator_count and denominator_count matter for a ratio of means only.
-#}
{% macro indicator_quotient(
    value_kind, numerator, denominator, numerator_count, denominator_count, scale
) -%}
    case
        when {{ value_kind }} = 'ratio_of_means'
            then (
                cast({{ numerator }} as double)
                / nullif(cast({{ numerator_count }} as double), 0)
                / nullif(
                    cast({{ denominator }} as double)
                    / nullif(cast({{ denominator_count }} as double), 0),
                    0
                )
                - 1
            ) * {{ scale }}
        else
            cast({{ numerator }} as double)
            / nullif(cast({{ denominator }} as double), 0) * {{ scale }}
    end
{%- endmacro %}
