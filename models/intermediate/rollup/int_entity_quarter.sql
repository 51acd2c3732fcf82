{{ config(
    materialized='incremental', incremental_strategy='replace_from',
    meta={'rebuilt_by': 'quarter_start'}
) }}
-- Of whom anything is counted in a quarter: a later run need not look through all of history for them.
-- The days before a rebuilt quarter's first one belong to a quarter that stays.
{%- set entities = {
    'role': 'role', 'team': 'team_id', 'agent': 'agent_id', 'channel': 'channel',
    'contact_type': 'contact_type',
} %}
{%- for family in event_families() %}
-- depends_on: {{ ref(family ~ '_daily') }}
{%- endfor %}
with final as (

    {%- for family in event_families() %}
    {%- set family_loop = loop %}
    {%- for entity_type, column_name in entities.items() %}
    select
        '{{ entity_type }}' as entity_type,
        {{ column_name }} as entity_id,
        {{ period_start('quarter', 'date_day') }} as quarter_start
    from {{ ref(family ~ '_daily') }}
    where
        {{ column_name }} is not null
        and {{ is_rebuilt('date_day') }}
        and {{ is_rebuilt(period_start('quarter', 'date_day')) }}
    group by {{ column_name }}, {{ period_start('quarter', 'date_day') }}
    {%- if not (loop.last and family_loop.last) %}
    union
    {%- endif %}
    {%- endfor %}
    {%- endfor %}

)

select * from final
