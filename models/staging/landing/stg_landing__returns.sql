with source as (

    select * from {{ source('landing', 'returns') }}

),

renamed as (

    select
        return_id,
        order_id,
        customer_id,
        agent_id,
        kind,
        requested_at,
        reviewed_at,
        shipped_at,
        coalesce(is_remote, false) as is_remote,
        updated_at,
        _file_id as file_id,
        _line as line
    from source

)

select * from renamed
