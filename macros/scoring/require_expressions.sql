{#-
    Stops compilation unless every argument of a scoring macro is a SQL expression, so that a
    misspelt column name in a call cannot turn into an empty string and a silent null.

    macro_name: the macro that was called. arguments: a dict argument → what was given.
-#}
{% macro require_expressions(macro_name, arguments) -%}
    {%- for name, expression in arguments.items() -%}
        {%- if expression is none or expression is undefined or (expression | string | trim) == '' -%}
            {{ exceptions.raise_compiler_error(
                macro_name ~ ": the argument " ~ name ~ " is a SQL expression and must not be empty."
            ) }}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
