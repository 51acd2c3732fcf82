{#-
    Score from 5 to 1 with fractions: interpolated between the edges, so that it agrees with
    band_score at each of them; from the last edge it falls to 1 within one further step and stays
    there. Null where the value or the edges are. All arguments are SQL expressions; step is
    |target − baseline|.
-#}
{% macro linear_score(value, direction, excellent, good, qualified, to_improve, step) -%}
    {%- do require_expressions('linear_score', {
        'value': value, 'direction': direction, 'excellent': excellent, 'good': good,
        'qualified': qualified, 'to_improve': to_improve, 'step': step,
    }) -%}
    {%- set sign = '(' ~ orientation(direction) ~ ')' -%}
    case
        when {{ value }} is null or {{ good }} is null or {{ qualified }} is null then null
        when {{ sign }} * ({{ value }} - ({{ excellent }})) >= -{{ comparison_tolerance() }} then 5
        {%- for upper, lower, score in [
            (excellent, good, 4), (good, qualified, 3), (qualified, to_improve, 2),
        ] %}
        when {{ sign }} * ({{ value }} - ({{ lower }})) >= -{{ comparison_tolerance() }}
            then {{ score }} + coalesce(
                greatest(0, {{ sign }} * ({{ value }} - ({{ lower }})))
                / nullif(abs(({{ upper }}) - ({{ lower }})), 0),
                0
            )
        {%- endfor %}
        else greatest(
            1,
            2 - coalesce(
                {{ sign }} * (({{ to_improve }}) - {{ value }}) / nullif({{ step }}, 0), 1
            )
        )
    end
{%- endmacro %}
