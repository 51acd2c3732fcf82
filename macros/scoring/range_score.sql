{#-
    Score from 5 to 1 of an indicator that is best inside a range: 5 inside, then by the distance
    from the nearest edge in quarters of the range's width: one step 4, two 3, four 2, more 1.
    Null where the value or the range is. All arguments are SQL expressions.

    method: `bands` gives whole scores, `linear` interpolates and reaches 1 at the fifth step.
    Errors: any other method stops compilation.
-#}
{% macro range_score(value, low, high, method='bands') -%}
    {%- if method not in ('bands', 'linear') -%}
        {{ exceptions.raise_compiler_error(
            "range_score: the method is bands or linear, not '" ~ method ~ "'."
        ) }}
    {%- endif -%}
    {%- set distance = '(' ~ range_distance(value, low, high) ~ ')' -%}
    case
        when {{ value }} is null or {{ low }} is null or {{ high }} is null then null
        when {{ distance }} <= {{ comparison_tolerance() }} then 5
        {%- for nearer, farther, score in [(0, 1, 4), (1, 2, 3), (2, 4, 2)] %}
        when {{ distance }} <= {{ farther }} + {{ comparison_tolerance() }}
            then {{ score }}
            {%- if method == 'linear' %}
                + greatest(0, {{ farther }} - {{ distance }}) / ({{ farther - nearer }})
            {%- endif %}
        {%- endfor %}
        {%- if method == 'linear' %}
        else greatest(1, 2 - ({{ distance }} - 4))
        {%- else %}
        else 1
        {%- endif %}
    end
{%- endmacro %}
