with source as (

    select * from {{ source('landing', 'tickets') }}

),

renamed as (

    select
        ticket_id,
        customer_id,
        agent_id,
        coalesce(first_agent_id, agent_id) as first_agent_id,
        channel,
        created_at,
        first_response_at,
        resolved_at,
        closed_at,
        status,
        priority,
        is_complex,
        issue_key,
        initial_category,
        final_category,
        escalated_at,
        reopened_count,
        agent_reply_count,
        transferred,
        order_id,
        product_category,
        description,
        solution,
        kb_article_id,
        sla_due_at,
        sla_met,
        coalesce(handled_by, 'agent') as handled_by,
        language,
        updated_at,
        _file_id as file_id,
        _line as line
    from source

)

select * from renamed
