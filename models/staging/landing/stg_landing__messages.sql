with source as (

    select * from {{ source('landing', 'messages') }}

),

renamed as (

    select
        message_id,
        conversation_id,
        sender,
        agent_id,
        sent_at,
        body,
        _file_id as file_id,
        _line as line
    from source

)

select * from renamed
