with source as (

    select * from {{ source('landing', 'collaboration_ratings') }}

),

renamed as (

    select
        rating_id,
        agent_id,
        rater_department,
        rated_at,
        satisfaction,
        information_accurate,
        responded_in_time,
        _file_id as file_id,
        _line as line
    from source

)

select * from renamed
