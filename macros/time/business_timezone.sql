{#-
    The name of the business time zone (environment variable BUSINESS_TIMEZONE, default
    Asia/Shanghai). It is written into SQL as a literal, so only the characters of IANA names pass.
-#}
{% macro business_timezone() -%}
    {%- set zone = env_var('BUSINESS_TIMEZONE', 'Asia/Shanghai') -%}
    {%- if not modules.re.match('^[A-Za-z0-9_+/-]+$', zone) -%}
        {{ exceptions.raise_compiler_error(
            "BUSINESS_TIMEZONE is not the name of a time zone: '" ~ zone
            ~ "'. Use an IANA name such as Asia/Shanghai."
        ) }}
    {%- endif -%}
    {{ zone }}
{%- endmacro %}
