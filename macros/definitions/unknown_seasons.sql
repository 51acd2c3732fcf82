{#-
    SQL: faults of the rows of a seed whose column season names what neither seasons.csv nor the calendar
    knows: misspelt, they would hold on no day. seed: its name. key: columns that name a row.
-#}
{% macro unknown_seasons(seed, key) -%}
    select
        '{{ seed_file(ref(seed)) }}' as file,
        {{ seed_entry(key) }} as entry,
        'column season names ' || season || ', which neither seasons.csv nor calendar.csv has'
            as problem,
        'Correct the name (the nearest is ' || (
            select min_by(known.season, levenshtein(known.season, named.season))
            from {{ ref('seasons') }} as known
        ) || '), or add it to seasons.csv' as mend
    from {{ ref(seed) }} as named
    where
        season not in (select season from {{ ref('seasons') }})
        and season not in (select name from ({{ calendar_names() }}) as calendar_names)
{%- endmacro %}
