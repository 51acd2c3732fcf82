{#-
    The values that the cells of this run are compared with, by their keys: of those that it makes itself
    (the caller's CTE sums), and of those that the table holds already, from earlier batches or runs.
    neighbour: the column of measured_period that names the period compared with (previous_key,
    year_before_key). Reads the CTEs indicators, periods and sums of the caller.
-#}
{% macro compared_values(neighbour) -%}
    {%- set earlier -%}
        (select * from {{ relation_name(this) }} where {{ is_before_rebuilt_period('period_key') }})
    {%- endset -%}
    {%- for relation in ['sums', earlier] %}
    select
        sums.indicator_key,
        sums.entity_key,
        sums.period_key,
        {{ indicator_quotient(
            'indicators.value_kind', 'sums.numerator', 'sums.denominator',
            'sums.numerator_count', 'sums.denominator_count', 'indicators.scale'
        ) }} as value
    from {{ relation }} as sums
    inner join indicators
        on sums.indicator_key = indicators.indicator_key
    where
        sums.period_key in (
            select {{ neighbour }} from periods
            where {{ is_rebuilt_period('period_key') }}
        )
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
