-- Whether a ticket was classified rightly by its latest check that judged it (checks of one
-- instant: the greatest check_id).
with quality_checks as (

    {{ union_systems('quality_checks') }}

),

ranked as (

    select
        contact_id,
        classification_correct,
        row_number() over (
            partition by contact_id
            order by checked_at desc, check_id desc
        ) as check_rank
    from quality_checks
    where contact_type = 'ticket' and classification_correct is not null

),

final as (

    select
        contact_id,
        classification_correct
    from ranked
    where check_rank = 1

)

select * from final
