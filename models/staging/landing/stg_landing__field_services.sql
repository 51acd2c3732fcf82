with source as (

    select * from {{ source('landing', 'field_services') }}

),

renamed as (

    select
        service_id,
        agent_id,
        served_at,
        coalesce(parts_used, 0) as parts_used,
        coalesce(parts_wasted, 0) as parts_wasted,
        carbon_kg,
        _file_id as file_id,
        _line as line
    from source

)

select * from renamed
