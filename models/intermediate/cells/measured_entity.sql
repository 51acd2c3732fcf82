-- Everything that figures are rolled up to, numbered: tables of millions of cells carry numbers.
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
    where {{ column_name }} is not null
    group by {{ column_name }}
    union
    {%- endfor %}
    {%- endfor %}
    select
        'company' as entity_type,
        'company' as entity_id

),

final as (

    select
        {{ entity_number('entity_type', 'entity_id') }} as entity_key,
        entity_type,
        entity_id
    from entities

)

select * from final
order by entity_type, entity_id
