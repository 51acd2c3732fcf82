-- Everything that figures are rolled up to, numbered: tables of millions of cells carry numbers.
with entities as (

    select
        entity_type,
        entity_id
    from {{ ref('int_entity_quarter') }}
    union
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
