{#-
    The part of a shortfall's gap (DOUBLE, in the unit of the indicator) that comes from a segment: its
    share of the whole's denominator times its distance to what its events should have given. All
    arguments are SQL expressions: the segment's numerator and expected_sum; scale, side and denominator
    of the whole. Segments are put in their order by what readers see, so it stands here once.
-#}
{% macro gap_contribution(numerator, expected_sum, scale, side, denominator) -%}
    {{ side }} * (cast({{ numerator }} as double) * {{ scale }} - {{ expected_sum }})
    / cast({{ denominator }} as double)
{%- endmacro %}
