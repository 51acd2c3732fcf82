{#-
    What a value is to its owner: `strength` (reaches the target and beats the reference), `on_target`,
    `shortfall` (misses the target) or `severe_shortfall` (misses the baseline, too). For a range the
    target is the range itself and the baseline two steps outside it.

    value, reference: SQL expressions; reference may be null (nothing to beat). relation: alias of a
    relation with direction, target, baseline, range_low, range_high.
-#}
{% macro standing(value, reference, relation) -%}
    {%- do require_expressions('standing', {
        'value': value, 'reference': reference, 'relation': relation,
    }) -%}
    {%- set sign = '(' ~ orientation(relation ~ '.direction') ~ ')' -%}
    {%- set low = relation ~ '.range_low' -%}
    {%- set high = relation ~ '.range_high' -%}
    {%- set distance = '(' ~ range_distance(value, low, high) ~ ')' -%}
    {%- set reference_distance = '(' ~ range_distance(reference, low, high) ~ ')' -%}
    {%- set tolerance = comparison_tolerance() -%}
    case
        when {{ relation }}.direction = 'range' then
            case
                when {{ distance }} > 2 + {{ tolerance }} then 'severe_shortfall'
                when {{ distance }} > {{ tolerance }} then 'shortfall'
                when {{ reference }} is null or {{ reference_distance }} > {{ tolerance }}
                    then 'strength'
                else 'on_target'
            end
        when {{ sign }} * ({{ value }} - {{ relation }}.baseline) < -{{ tolerance }}
            then 'severe_shortfall'
        when {{ sign }} * ({{ value }} - {{ relation }}.target) < -{{ tolerance }}
            then 'shortfall'
        when {{ reference }} is null or {{ sign }} * ({{ value }} - ({{ reference }})) > {{ tolerance }}
            then 'strength'
        else 'on_target'
    end
{%- endmacro %}
