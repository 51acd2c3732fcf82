{#-
    What a rule's condition may ask of an indicator: a dict test → SQL condition over an alias of
    int_indicator_comparison and the condition's limit.

    relation: the alias. limit: SQL expression of the limit, null for tests that need none.
-#}
{% macro rule_tests(relation, limit) -%}
    {%- set r = relation -%}
    {%- set eps = comparison_tolerance() -%}
    {{ return({
        'above': r ~ '.value > ' ~ limit,
        'below': r ~ '.value < ' ~ limit,
        'rising': r ~ '.change > coalesce(' ~ limit ~ ', 0) + ' ~ eps,
        'falling': r ~ '.change < -coalesce(' ~ limit ~ ', 0) - ' ~ eps,
        'reaches_target': r ~ '.better_side * (' ~ r ~ '.value - ' ~ r ~ '.target) >= -' ~ eps,
        'misses_target': r ~ '.better_side * (' ~ r ~ '.value - ' ~ r ~ '.target) < -' ~ eps,
        'misses_baseline': r ~ '.better_side * (' ~ r ~ '.value - ' ~ r ~ '.baseline) < -' ~ eps,
        'above_range': r ~ '.value > ' ~ r ~ '.range_high',
        'below_range': r ~ '.value < ' ~ r ~ '.range_low',
        'within_range': r ~ '.value between ' ~ r ~ '.range_low and ' ~ r ~ '.range_high',
        'below_team_share': r ~ '.value < ' ~ limit ~ ' * ' ~ r ~ '.team_value',
        'above_team_share': r ~ '.value > ' ~ limit ~ ' * ' ~ r ~ '.team_value',
        'missing_share_above_team':
            '100 - ' ~ r ~ '.value > ' ~ limit ~ ' * (100 - ' ~ r ~ '.team_value)',
        'worse_than_company':
            r ~ '.better_side * (' ~ r ~ '.value - ' ~ r ~ '.company_value) < -coalesce('
            ~ limit ~ ', 0)',
        'magnitude_off_peers': r ~ '.peers >= 3 and ' ~ r ~ '.peer_median > 0 and ('
            ~ r ~ '.value >= ' ~ limit ~ ' * ' ~ r ~ '.peer_median or ' ~ r ~ '.value * ' ~ limit
            ~ ' <= ' ~ r ~ '.peer_median)',
    }) }}
{%- endmacro %}
