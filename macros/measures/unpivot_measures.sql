{#-
    The sums of a family as rows: the given key columns, measure (`family.name`) and value
    DECIMAL(38,6); sums that are null are left out.

    relation: a relation with the key columns and the summed columns of the family. with_squares:
    whether it holds the `_squared` columns too (evidence, one row per event, does not).
-#}
{% macro unpivot_measures(family, relation, keys, with_squares=true) -%}
    {%- set names = summed_columns(family) if with_squares
        else measures_of(family) | map(attribute='name') | list -%}
    select
        {{ keys | join(',\n        ') }},
        '{{ family }}.' || measure as measure,
        value
    from (
        select
            {{ keys | join(',\n            ') }}
            {%- for name in names %},
            cast({{ name }} as decimal(38, 6)) as {{ name }}
            {%- endfor %}
        from {{ relation }}
    ) as summed
    unpivot (value for measure in ({{ names | join(', ') }}))
{%- endmacro %}
