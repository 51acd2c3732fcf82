with source as (

    select * from {{ source('landing', 'quality_checks') }}

),

renamed as (

    select
        check_id,
        contact_type,
        contact_id,
        agent_id,
        checked_at,
        inspector_id,
        second_inspector_id,
        script_compliant,
        process_compliant,
        classification_correct,
        record_matches_customer,
        attitude,
        professionalism,
        accuracy,
        empathy,
        violations,
        _file_id as file_id,
        _line as line
    from source

)

select * from renamed
