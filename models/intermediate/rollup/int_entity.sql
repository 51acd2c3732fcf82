{{ config(materialized='incremental', incremental_strategy='append') }}
-- Everything that figures are rolled up to, numbered: tables of millions of cells carry numbers. A number
-- stays: what is new is numbered after what is known.
{%- set entities = {
    'role': 'role', 'team': 'team_id', 'agent': 'agent_id', 'channel': 'channel',
    'contact_type': 'contact_type',
} %}
with entities as (

    {%- for family in event_families() %}
    {%- for entity_type, column_name in entities.items() %}
    select
        '{{ entity_type }}' as entity_type,
        {{ column_name }} as entity_id
    from {{ ref(family ~ '_daily') }}
    where {{ column_name }} is not null and {{ is_rebuilt('date_day') }}
    group by {{ column_name }}
    union
    {%- endfor %}
    {%- endfor %}
    select
        'company' as entity_type,
        'company' as entity_id

),

{% if is_incremental() -%}
known as (

    select * from {{ this }}

),

final as (

    select
        cast(
            (select max(entity_key) from known)
            + row_number() over (order by entities.entity_type, entities.entity_id) as integer
        ) as entity_key,
        entities.entity_type,
        entities.entity_id
    from entities
    left join known
        on
            entities.entity_type = known.entity_type
            and entities.entity_id = known.entity_id
    where known.entity_id is null

)
{%- else -%}
final as (

    select
        cast(row_number() over (order by entity_type, entity_id) as integer) as entity_key,
        entity_type,
        entity_id
    from entities

)
{%- endif %}

select * from final
