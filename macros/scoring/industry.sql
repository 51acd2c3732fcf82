{#-
    The project's industry (environment variable INDUSTRY, default ecommerce) as a SQL literal.
    Errors: anything but a single plain word stops compilation.
-#}
{% macro industry() -%}
    {%- set name = env_var('INDUSTRY', 'ecommerce') -%}
    {%- if not modules.re.match('^[A-Za-z0-9_-]+$', name) -%}
        {{ exceptions.raise_compiler_error(
            "INDUSTRY is a single word such as ecommerce or finance, not '" ~ name ~ "'."
        ) }}
    {%- endif -%}
    '{{ name }}'
{%- endmacro %}
