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
    {%- set keys = [''] -%}
    {%- if named is not none -%}
        {%- set keys = all_stratum_keys(expressions, named) -%}
    {%- endif -%}
    {%- if named is none or not keys -%}
        {{ spelled_stratum_key(family, expressions, named) }}
    {%- else -%}
        {{ numbered_stratum_key(expressions, named, keys) }}
    {%- endif -%}
{%- endmacro %}


{#-
    Every text that a key can be, the last stratum changing fastest; none where there are so many that
    spelling them out for each row is the lesser evil.
-#}
{% macro all_stratum_keys(expressions, named) -%}
    {%- set most = 1024 -%}
    {%- set found = namespace(keys=['']) -%}
    {%- for column_name in strata_columns() -%}
        {%- set values = named.get(column_name, []) if column_name in expressions else [] -%}
        {%- set separator = '' if loop.first else '|' -%}
        {%- set longer = [] -%}
        {%- for key in found.keys -%}
            {%- for value in [''] + values if longer | length <= most -%}
                {%- do longer.append(key ~ separator ~ value) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- set found.keys = longer -%}
    {%- endfor -%}
    {{ return(found.keys if found.keys | length <= most else none) }}
{%- endmacro %}


{#- The key out of a list of all: a row only counts, which takes a sixth of the time of a new text. -#}
{% macro numbered_stratum_key(expressions, named, keys) -%}
    {%- set literals = [] -%}
    {%- for key in keys -%}
        {%- do literals.append(dbt.string_literal(dbt.escape_single_quotes(key))) -%}
    {%- endfor -%}
    {%- set terms = ['1'] -%}
    {%- set rest = namespace(keys=keys | length) -%}
    {%- for column_name in strata_columns() if column_name in expressions and named.get(column_name) -%}
        {%- set values = named[column_name] -%}
        {%- set rest.keys = rest.keys // (values | length + 1) -%}
        {%- set branches = [] -%}
        {%- for value in values -%}
            {%- do branches.append(
                'when ' ~ dbt.string_literal(dbt.escape_single_quotes(value)) ~ ' then '
                ~ loop.index * rest.keys
            ) -%}
        {%- endfor -%}
        {%- do terms.append(
            'case cast(' ~ expressions[column_name] ~ ' as varchar) ' ~ branches | join(' ')
            ~ ' else 0 end'
        ) -%}
    {%- endfor -%}
    {%- if literals | length == 1 -%}
        {{ literals[0] }}
    {%- else -%}
        {{ nth_of(literals, terms | join('\n            + ')) }}
    {%- endif -%}
{%- endmacro %}


{#- The key put together for each row. named: as of named_stratum_values(), or none: asked for then. -#}
{% macro spelled_stratum_key(family, expressions, named) -%}
    {%- set parts = [] -%}
    {%- for column_name in strata_columns() -%}
        {%- set values = [] -%}
        {%- if column_name in expressions and named is none -%}
            {%- do values.append(
                'select named.stratum_value from ' ~ ref('int_threshold_stratum_value')
                ~ " as named where named.family = '" ~ family ~ "' and named.stratum_column = '"
                ~ column_name ~ "'"
            ) -%}
        {%- elif column_name in expressions -%}
            {%- for value in named.get(column_name, []) -%}
                {%- do values.append(dbt.string_literal(dbt.escape_single_quotes(value))) -%}
            {%- endfor -%}
        {%- endif -%}
        {%- if values -%}
            {%- set value = 'cast(' ~ expressions[column_name] ~ ' as varchar)' -%}
            {%- do parts.append(
                'case when ' ~ value ~ ' in (' ~ values | join(', ') ~ ') then ' ~ value
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
    The values that int_threshold_stratum_value names for a family, in their order, by stratum column,
    read when the model is compiled (a view that people read has no other file, and a list costs a row
    less than a join); none where nothing is built yet.
-#}
{% macro named_stratum_values(family) -%}
    {%- set relation = ref('int_threshold_stratum_value') -%}
    {%- if not execute or load_cached_relation(relation) is none -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set query -%}
        select
            stratum_column,
            stratum_value
        from {{ relation }}
        where family = '{{ family }}'
        order by stratum_column, stratum_value
    {%- endset -%}
    {%- set named = {} -%}
    {%- for row in run_query(query).rows -%}
        {%- do named.setdefault(row.stratum_column, []).append(row.stratum_value) -%}
    {%- endfor -%}
    {{ return(named) }}
{%- endmacro %}


{#- The n-th (an expression, from 1) of a list of SQL expressions. -#}
{% macro nth_of(items, n) -%}
    {{ return(adapter.dispatch('nth_of')(items, n)) }}
{%- endmacro %}


{% macro default__nth_of(items, n) -%}
    list_extract(
            [{{ items | join(', ') }}],
            {{ n }}
        )
{%- endmacro %}


{% macro spark__nth_of(items, n) -%}
    element_at(array({{ items | join(', ') }}), {{ n }})
{%- endmacro %}
