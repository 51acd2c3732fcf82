{#-
    What the time zone library makes of a moment (TIMESTAMP), faster where the business time zone has
    kept one offset for all days that matter: those seconds are added or taken off. Which days and how
    many seconds the environment says (orchestration/zones.py); without it the library does all.

    sign: '+' from UTC to local time, '-' back. exact: SQL of the library's answer.
-#}
{% macro shifted_by_zone(moment, sign, exact) -%}
    {%- set found = env_var('BUSINESS_STEADY_OFFSET', '').split(' ') -%}
    {%- if found | length == 4 and found[0] == business_timezone() -%}
        case
            when {{ moment }} between timestamp '{{ found[1] }}' and timestamp '{{ found[2] }}'
                then {{ moment }} {{ sign }} interval {{ found[3] | int }} second
            else {{ exact }}
        end
    {%- else -%}
        {{ exact }}
    {%- endif -%}
{%- endmacro %}
