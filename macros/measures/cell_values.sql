{#-
    The values of the cells that others are compared with, by their keys. neighbour: the column of
    int_period that names the period compared with (previous_key, year_before_key).
-#}
{% macro cell_values(neighbour) -%}
    select
        cells.indicator_key,
        cells.entity_key,
        cells.period_key,
        {{ indicator_quotient(
            'indicators.value_kind', 'cells.numerator', 'cells.denominator',
            'cells.numerator_count', 'cells.denominator_count', 'indicators.scale'
        ) }} as value
    from {{ ref('int_indicator_cell') }} as cells
    inner join {{ ref('int_measured_indicator') }} as indicators
        on cells.indicator_key = indicators.indicator_key
    where
        cells.period_key in (
            select {{ neighbour }} from {{ ref('int_period') }}
            where {{ is_rebuilt_period('period_key') }}
        )
{%- endmacro %}
