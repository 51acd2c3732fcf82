{#-
    One row per value of a separated list: the columns `keys` of the relation and the value as
    `value_column`. Rows without a list give nothing.
-#}
{% macro split_values(relation, keys, list_column, separator, value_column) -%}
    {{ return(adapter.dispatch('split_values')(
        relation, keys, list_column, separator, value_column
    )) }}
{%- endmacro %}


{% macro default__split_values(relation, keys, list_column, separator, value_column) -%}
    select
        {{ keys | join(', ') }},
        trim(unnest(string_split({{ list_column }}, '{{ separator }}'))) as {{ value_column }}
    from {{ relation }}
    where {{ list_column }} is not null
{%- endmacro %}


{% macro spark__split_values(relation, keys, list_column, separator, value_column) -%}
    select
        {{ keys | join(', ') }},
        trim(explode(split({{ list_column }}, '[{{ separator }}]'))) as {{ value_column }}
    from {{ relation }}
    where {{ list_column }} is not null
{%- endmacro %}
