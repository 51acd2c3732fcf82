{#-
    The values that the cells of this run are compared with, by their keys. neighbour: the column of
    measured_period that names the period compared with (previous_key, year_before_key).
-#}
{% macro compared_values(neighbour) -%}
    select
        sums.indicator_key,
        sums.entity_key,
        sums.period_key,
        {{ indicator_quotient(
            'indicators.value_kind', 'sums.numerator', 'sums.denominator',
            'sums.numerator_count', 'sums.denominator_count', 'indicators.scale'
        ) }} as value
    from {{ ref('int_indicator_sum') }} as sums
    inner join {{ ref('measured_indicator') }} as indicators
        on sums.indicator_key = indicators.indicator_key
    where
        sums.period_key in (
            select {{ neighbour }} from {{ ref('measured_period') }}
            where {{ is_rebuilt_period('period_key') }}
        )
{%- endmacro %}
