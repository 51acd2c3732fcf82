with source as (

    select * from {{ source('landing', 'improvement_actions') }}

),

renamed as (

    select
        action_id,
        indicator,
        scope_type,
        scope_id,
        problem,
        root_cause,
        measure,
        department,
        owner,
        resources,
        due_on,
        target_value,
        coalesce(target_kind, 'level') as target_kind,
        segment,
        completed_on,
        _file_id as file_id,
        _line as line
    from source

)

select * from renamed
