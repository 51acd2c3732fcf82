{#-
    What a difference in differences says: `improved` or `worsened` where its 95 % interval lies on
    one side of 0, `no effect shown` where it covers 0, `insufficient sample` where there is too
    little to compare. Nothing here says that the training was the cause.

    condition: whether there is enough to compare. better_side: 1 or −1. All are SQL expressions.
-#}
{% macro training_verdict(condition, better_side, effect, margin) -%}
    case
        when not coalesce({{ condition }}, false) or {{ effect }} is null or {{ margin }} is null
            then 'insufficient sample'
        when {{ better_side }} * ({{ effect }}) > {{ margin }} then 'improved'
        when {{ better_side }} * ({{ effect }}) < -{{ margin }} then 'worsened'
        else 'no effect shown'
    end
{%- endmacro %}
