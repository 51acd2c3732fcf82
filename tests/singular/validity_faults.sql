{#-
    No two rows that speak of the same thing hold on the same day, and no row ends before it begins.
    Thresholds may: there the precedence decides (threshold_faults).
-#}
{{ config(tags=['definitions']) }}
{%- set keys = {
    'schemes': ['scheme'],
    'scheme_weights': ['scheme', 'indicator'],
    'season_overlays': ['season', 'scheme', 'indicator'],
    'role_schemes': ['role'],
} -%}
{%- set faults -%}
{%- for seed_name, key in keys.items() %}
select
    '{{ seed_file(ref(seed_name)) }}' as file,
    {{ seed_entry(key + ['valid_from']) }} as entry,
    'holds on days on which another row of the same name holds, too' as problem,
    'End the older row the day before the newer one begins (valid_to)' as mend
from (
    select
        *,
        lag(coalesce(valid_to, date '9999-12-31')) over (
            partition by {{ key | join(', ') }}
            order by coalesce(valid_from, date '1900-01-01')
        ) as earlier_valid_to
    from {{ ref(seed_name) }}
) as dated
where coalesce(valid_from, date '1900-01-01') <= earlier_valid_to
union all
{%- endfor %}
{%- for seed_name, key in dict(keys, indicator_targets=['indicator']).items() %}
select
    '{{ seed_file(ref(seed_name)) }}' as file,
    {{ seed_entry(key + ['valid_from']) }} as entry,
    'ends on ' || cast(valid_to as varchar) || ', before it begins' as problem,
    'Correct valid_from or valid_to' as mend
from {{ ref(seed_name) }}
where valid_to < valid_from
{{- ' union all' if not loop.last }}
{%- endfor %}
{%- endset -%}
{{ report_faults(faults) }}
