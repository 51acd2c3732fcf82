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
    {%- set named = named_stratum_values(family) -%}
    {%- set parts = [] -%}
    {%- for column_name in strata_columns() -%}
        {%- if column_name in expressions and named[column_name] -%}
            {%- set value = 'cast(' ~ expressions[column_name] ~ ' as varchar)' -%}
            {%- do parts.append(
                'case when ' ~ value ~ ' in (' ~ named[column_name] ~ ') then ' ~ value
                ~ " else '' end"
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


{#-
    What a stratum's value is looked up in, by stratum column: the values that int_threshold_stratum_value
    names for the family, read when the model is compiled (a view that people read has no other file, and
    a list costs a row less than a join); a query of them where nothing is built yet.
-#}
{% macro named_stratum_values(family) -%}
    {%- set relation = ref('int_threshold_stratum_value') -%}
    {%- set named = {} -%}
    {%- if execute and load_cached_relation(relation) is not none -%}
        {%- set query -%}
            select
                stratum_column,
                stratum_value
            from {{ relation }}
            where family = '{{ family }}'
            order by stratum_column, stratum_value
        {%- endset -%}
        {%- for row in run_query(query).rows -%}
            {%- set value = dbt.string_literal(dbt.escape_single_quotes(row.stratum_value)) -%}
            {%- do named.setdefault(row.stratum_column, []).append(value) -%}
        {%- endfor -%}
        {%- for column_name in strata_columns() -%}
            {%- do named.update({column_name: named.get(column_name, []) | join(', ')}) -%}
        {%- endfor -%}
    {%- else -%}
        {%- for column_name in strata_columns() -%}
            {%- do named.update({column_name:
                'select named.stratum_value from ' ~ relation ~ " as named where named.family = '"
                ~ family ~ "' and named.stratum_column = '" ~ column_name ~ "'"
            }) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(named) }}
{%- endmacro %}
