{#-
    The stratum of an event as text: the twelve strata in the order of strata_columns(), joined by
    `|`, each empty unless a threshold of the family's indicators tells its value apart
    (int_threshold_stratum_value).

    family: the event family. expressions: a dict stratum column → SQL expression; strata that the
    family does not have are left out of it. Errors: an unknown stratum stops compilation.
-#}
{% macro stratum_key(family, expressions) -%}
    {%- for column_name in expressions if column_name not in strata_columns() -%}
        {{ exceptions.raise_compiler_error(
            "Unknown stratum '" ~ column_name ~ "' in family " ~ family ~ ". Known: "
            ~ strata_columns() | join(', ')
        ) }}
    {%- endfor -%}
    {%- set parts = [] -%}
    {%- for column_name in strata_columns() -%}
        {%- if column_name in expressions -%}
            {%- do parts.append(
                "case when cast(" ~ expressions[column_name] ~ " as varchar) in ("
                ~ "select named.stratum_value from " ~ ref('int_threshold_stratum_value')
                ~ " as named where named.family = '" ~ family ~ "' and named.stratum_column = '"
                ~ column_name ~ "') then cast(" ~ expressions[column_name]
                ~ " as varchar) else '' end"
            ) -%}
        {%- else -%}
            {%- do parts.append("''") -%}
        {%- endif -%}
    {%- endfor -%}
    {#- One call, one text: a chain of || would make a new text at every step of every row. -#}
    concat_ws(
            '|',
            {{ parts | join(',\n            ') }}
        )
{%- endmacro %}
