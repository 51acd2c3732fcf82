with source as (

    select * from {{ source('landing', 'calls') }}

),

renamed as (

    select
        call_id,
        customer_id,
        agent_id,
        queue,
        offered_at,
        answered_at,
        ended_at,
        talk_seconds,
        hold_seconds,
        wrap_up_seconds,
        transferred,
        issue_key,
        is_resolved,
        updated_at,
        _file_id as file_id,
        _line as line
    from source

)

select * from renamed
