{#-
    The rows of a seed are complete and speak of things that exist, in one query and with messages
    that name file, row and mend.

    key: columns that together name a row and must not repeat. required: columns that must not be
    empty. allowed: column → list of values. lists: column → list of values that a `|`-separated list
    may hold. references: column → [seed, column] where the value must stand.
    present: column → list of values of which each must have a row.
-#}
{% test well_formed(model, key, required=[], allowed={}, lists={}, references={}, present={}) %}
{{ config(tags=['definitions']) }}
{%- set file = seed_file(model) -%}
{%- set entry = seed_entry(key) -%}
{%- set faults -%}
    select
        '{{ file }}' as file,
        {{ entry }} as entry,
        'stands ' || cast(count(*) as varchar) || ' times' as problem,
        'Keep one of the rows, or give them different validity' as mend
    from {{ model }}
    group by {{ key | join(', ') }}
    having count(*) > 1
    {%- for column_name in required %}
    union all
    select
        '{{ file }}',
        {{ entry }},
        'column {{ column_name }} is empty',
        'Fill it in'
    from {{ model }}
    where {{ column_name }} is null
    {%- endfor %}
    {%- for column_name, values in allowed.items() %}
    union all
    select
        '{{ file }}',
        {{ entry }},
        'column {{ column_name }} holds ' || cast({{ column_name }} as varchar),
        'Use one of: {{ values | join(", ") }}'
    from {{ model }}
    where cast({{ column_name }} as varchar) not in ('{{ values | join("', '") }}')
    {%- endfor %}
    {%- for column_name, values in lists.items() %}
    union all
    select
        '{{ file }}',
        {{ entry }},
        'column {{ column_name }} holds ' || list_item,
        'Use, separated by |, some of: {{ values | join(", ") }}'
    from ({{ split_values(model, key, column_name, '|', 'list_item') }}) as list_items
    where list_item not in ('{{ values | join("', '") }}')
    {%- endfor %}
    {%- for column_name, target in references.items() %}
    union all
    select
        '{{ file }}',
        {{ entry }},
        'column {{ column_name }} names ' || cast({{ column_name }} as varchar)
        || ', which {{ target[0] }}.csv does not have',
        'Correct the name (the nearest is ' || (
            select min_by(known.{{ target[1] }}, levenshtein(
                cast(known.{{ target[1] }} as varchar), cast(named.{{ column_name }} as varchar)
            ))
            from {{ ref(target[0]) }} as known
        ) || '), or add it to {{ target[0] }}.csv'
    from {{ model }} as named
    where {{ column_name }} is not null
        and {{ column_name }} not in (select {{ target[1] }} from {{ ref(target[0]) }})
    {%- endfor %}
    {%- for column_name, values in present.items() %}
    {%- for value in values %}
    union all
    select
        '{{ file }}',
        '{{ column_name }} {{ value }}',
        'has no row',
        'Add the row'
    where '{{ value }}' not in (select {{ column_name }} from {{ model }})
    {%- endfor %}
    {%- endfor %}
{%- endset -%}
{{ report_faults(faults) }}
{% endtest %}
