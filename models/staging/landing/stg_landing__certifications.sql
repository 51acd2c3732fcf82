with source as (

    select * from {{ source('landing', 'certifications') }}

),

renamed as (

    select
        agent_id,
        certification,
        granted_on,
        expires_on,
        _file_id as file_id,
        _line as line
    from source

)

select * from renamed
