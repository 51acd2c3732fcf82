{#-
    Where the band excellent begins: one step (|target − baseline|) beyond the target, or halfway
    between target and natural limit where that step would reach or pass the limit.

    All arguments are SQL expressions; natural_limit may be null (no limit).
-#}
{% macro excellent_edge(target, baseline, direction, natural_limit) -%}
    {%- do require_expressions('excellent_edge', {
        'target': target, 'baseline': baseline, 'direction': direction,
        'natural_limit': natural_limit,
    }) -%}
    {%- set sign = '(' ~ orientation(direction) ~ ')' -%}
    case
        when
            {{ sign }} * {{ target }} + abs({{ target }} - {{ baseline }})
            >= {{ sign }} * {{ natural_limit }} - {{ comparison_tolerance() }}
            then ({{ target }} + {{ natural_limit }}) / 2
        else {{ target }} + {{ sign }} * abs({{ target }} - {{ baseline }})
    end
{%- endmacro %}
