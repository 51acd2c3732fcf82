with source as (

    select * from {{ source('landing', 'complaints') }}

),

renamed as (

    select
        complaint_id,
        customer_id,
        agent_id,
        coalesce(against_agent_id, agent_id) as against_agent_id,
        cause,
        order_id,
        issue_key,
        opened_at,
        closed_at,
        coalesce(escalated_to, 'none') as escalated_to,
        is_public_crisis,
        crisis_defused,
        updated_at,
        _file_id as file_id,
        _line as line
    from source

)

select * from renamed
