{#-
    The mean (DOUBLE) of a column over rows that have it, weighted by another column; where all weights
    are zero, null. One value for all rows is that value, whatever the weights.
-#}
{% macro weighted_mean(value, weight) -%}
    case
        when min({{ value }}) = max({{ value }})
            then min(case when {{ weight }} <> 0 then {{ value }} end)
        else
            cast({{ weighted_sum(value, weight) }} as double)
            / nullif(cast(sum(case when {{ value }} is not null then {{ weight }} end) as double), 0)
    end
{%- endmacro %}
