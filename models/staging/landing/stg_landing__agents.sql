with source as (

    select * from {{ source('landing', 'agents') }}

),

renamed as (

    select
        agent_id,
        coalesce(valid_from, date '1900-01-01') as valid_from,
        name,
        team_id,
        team_name,
        role,
        supervisor_id,
        languages,
        hired_on,
        left_on,
        _file_id as file_id,
        _line as line
    from source

)

select * from renamed
