with source as (

    select * from {{ source('landing', 'surveys') }}

),

renamed as (

    select
        survey_id,
        contact_type,
        contact_id,
        customer_id,
        agent_id,
        stage,
        sent_at,
        responded_at,
        csat,
        nps,
        resolved_confirmed,
        attitude,
        ease,
        refund_timeliness,
        comment,
        followed_up_at,
        updated_at,
        _file_id as file_id,
        _line as line
    from source

)

select * from renamed
