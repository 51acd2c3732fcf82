{#-
    Whether an indicator does what a rule's condition asks; false where a number is missing.

    relation: alias of int_indicator_comparison. test, limit: SQL expressions; the tests are those
    of rule_tests(). An unknown test is never met, and the tests of the seeds refuse it.
-#}
{% macro condition_holds(relation, test, limit) -%}
    coalesce(
        case {{ test }}
            {%- for name, condition in rule_tests(relation, limit).items() %}
            when '{{ name }}' then {{ condition }}
            {%- endfor %}
        end,
        false
    )
{%- endmacro %}
