with source as (

    select * from {{ source('landing', 'service_costs') }}

),

renamed as (

    select
        cast(month || '-01' as date) as month_start,
        team_id,
        kind,
        amount,
        _file_id as file_id,
        _line as line
    from source

)

select * from renamed
