-- Visits of service engineers, on the date of the visit.
with field_services as (

    {{ union_systems('field_services') }}

),

events as (

    select
        'field_service' as event_type,
        service_id as event_id,
        served_at as event_at,
        {{ business_date('served_at') }} as date_day,
        agent_id,
        parts_used,
        parts_wasted,
        carbon_kg,
        file_id,
        line
    from field_services

),

final as (

    select
        {{ evidence_key('field_service_visit') }},
        events.parts_wasted,
        events.parts_used,
        {{ count_if('events.parts_used > 0') }} as visits_with_parts,
        cast(events.carbon_kg as decimal(18, 6)) as carbon_kg,
        {{ count_if('events.carbon_kg is not null') }} as visits_with_carbon
    {{ evidence_from() }}

)

select * from final
