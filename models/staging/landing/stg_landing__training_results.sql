with source as (

    select * from {{ source('landing', 'training_results') }}

),

renamed as (

    select
        agent_id,
        course_id,
        scheduled_on,
        kind,
        attended,
        score,
        passed,
        instructor_id,
        instructor_rating,
        learner_feedback,
        _file_id as file_id,
        _line as line
    from source

)

select * from renamed
