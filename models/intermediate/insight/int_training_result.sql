-- Trainings of all source systems; what learners wrote is masked here, before anybody can read it.
with training_results as (

    {{ union_systems('training_results') }}

),

final as (

    select
        agent_id,
        course_id,
        scheduled_on,
        kind,
        coalesce(attended, false) as has_attended,
        score,
        passed as has_passed,
        instructor_id,
        instructor_rating,
        {{ mask_personal_data('learner_feedback') }} as learner_feedback
    from training_results

)

select * from final
