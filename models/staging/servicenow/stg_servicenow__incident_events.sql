with source as (

    select * from {{ source('servicenow', 'servicenow_incidents') }}

),

-- An incident's order: when it was updated, then ServiceNow's own count of updates, then the
-- delivery. event_number counts from the first, reverse_event_number from the final state.
renamed as (

    select
        number as incident_id,
        incident_state,
        reassignment_count,
        reopen_count,
        sys_mod_count,
        made_sla,
        caller_id,
        opened_at,
        sys_updated_at,
        contact_type as channel,
        category,
        subcategory,
        u_symptom as symptom,
        priority,
        assignment_group,
        resolved_by,
        resolved_at,
        closed_at,
        _file_id as file_id,
        _line as line,
        row_number() over (
            partition by number order by sys_updated_at, sys_mod_count, _line
        ) as event_number,
        row_number() over (
            partition by number order by sys_updated_at desc, sys_mod_count desc, _line desc
        ) as reverse_event_number
    from source

)

select * from renamed
