with source as (

    select * from {{ source('landing', 'agent_states') }}

),

renamed as (

    select
        agent_id,
        started_at,
        ended_at,
        state,
        _file_id as file_id,
        _line as line
    from source

)

select * from renamed
