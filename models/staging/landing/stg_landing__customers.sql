with source as (

    select * from {{ source('landing', 'customers') }}

),

renamed as (

    select
        customer_id,
        segment,
        region,
        is_remote,
        language,
        updated_at,
        _file_id as file_id,
        _line as line
    from source

)

select * from renamed
