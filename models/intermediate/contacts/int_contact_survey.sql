-- Whether a contact was asked, and what customers said about its resolution: several surveys of one
-- contact, any yes.
with surveys as (

    {{ union_systems('surveys') }}

),

final as (

    select
        contact_type,
        contact_id,
        max(case when sent_at is not null then 1 else 0 end) = 1 as is_surveyed,
        max(
            case
                when resolved_confirmed then 1
                when resolved_confirmed is not null then 0
            end
        ) = 1 as is_confirmed
    from surveys
    where contact_type is not null and contact_id is not null
    group by contact_type, contact_id

)

select * from final
