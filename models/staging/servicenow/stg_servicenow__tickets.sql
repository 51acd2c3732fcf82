with incident_events as (

    select * from {{ ref('stg_servicenow__incident_events') }}

),

incidents as (

    select
        incident_id,
        min(opened_at) as opened_at,
        min_by(sys_updated_at, event_number) filter (
            where incident_state <> 'New'
        ) as first_worked_at,
        max(reopen_count) as reopened_count,
        max(reassignment_count) as reassignment_count,
        min_by(category, event_number) filter (where category is not null) as initial_category
    from incident_events
    group by incident_id

),

final_states as (

    select * from incident_events where reverse_event_number = 1

),

final as (

    select
        final_states.incident_id as ticket_id,
        -- An unknown caller is an id of the incident's own: no two incidents look like one customer's.
        coalesce(final_states.caller_id, 'incident ' || final_states.incident_id) as customer_id,
        final_states.resolved_by as agent_id,
        final_states.resolved_by as first_agent_id,
        coalesce(final_states.channel, 'ticket') as channel,
        incidents.opened_at as created_at,
        case
            when incidents.first_worked_at >= incidents.opened_at then incidents.first_worked_at
        end as first_response_at,
        final_states.resolved_at,
        final_states.closed_at,
        case
            when final_states.incident_state = 'Closed' then 'closed'
            when final_states.incident_state = 'Resolved' then 'resolved'
            when final_states.incident_state = 'New' then 'new'
            when final_states.incident_state like 'Awaiting%' then 'pending'
            else 'open'
        end as status,
        case final_states.priority
            when '1' then 'urgent'
            when '2' then 'high'
            when '3' then 'normal'
            when '4' then 'low'
        end as priority,
        cast(null as boolean) as is_complex,
        final_states.subcategory || ' / ' || final_states.symptom as issue_key,
        incidents.initial_category,
        final_states.category as final_category,
        cast(null as timestamp) as escalated_at,
        incidents.reopened_count,
        cast(null as integer) as agent_reply_count,
        incidents.reassignment_count > 0 as transferred,
        cast(null as varchar) as order_id,
        cast(null as varchar) as product_category,
        cast(null as varchar) as description,
        cast(null as varchar) as solution,
        cast(null as varchar) as kb_article_id,
        cast(null as timestamp) as sla_due_at,
        final_states.made_sla as sla_met,
        'agent' as handled_by,
        cast(null as varchar) as language,
        final_states.sys_updated_at as updated_at,
        final_states.file_id,
        final_states.line
    from final_states
    inner join incidents
        on final_states.incident_id = incidents.incident_id

)

select * from final
