{#-
    Score from 5 (excellent) to 1 (failing) of a value among the edges of its bands; null where the
    value or the edges are. An edge belongs to the better band. All arguments are SQL expressions.
-#}
{% macro band_score(value, direction, excellent, good, qualified, to_improve) -%}
    {%- do require_expressions('band_score', {
        'value': value, 'direction': direction, 'excellent': excellent, 'good': good,
        'qualified': qualified, 'to_improve': to_improve,
    }) -%}
    {%- set sign = '(' ~ orientation(direction) ~ ')' -%}
    case
        when {{ value }} is null or {{ good }} is null or {{ qualified }} is null then null
        {%- for edge, score in [(excellent, 5), (good, 4), (qualified, 3), (to_improve, 2)] %}
        when {{ sign }} * ({{ value }} - ({{ edge }})) >= -{{ comparison_tolerance() }}
            then {{ score }}
        {%- endfor %}
        else 1
    end
{%- endmacro %}
