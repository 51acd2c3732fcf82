with source as (

    select * from {{ source('landing', 'knowledge_contributions') }}

),

renamed as (

    select
        contribution_id,
        agent_id,
        kind,
        created_at,
        citations,
        adopted,
        _file_id as file_id,
        _line as line
    from source

)

select * from renamed
