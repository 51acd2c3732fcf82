-- An action's scope in the words of the figures, and the month in which its review begins: when it
-- was completed, or when work on it had to begin, whichever is earlier.
with actions as (

    {{ union_systems('improvement_actions') }}

),

scoped as (

    select
        action_id,
        indicator,
        scope_type as entity_type,
        case when scope_type = 'company' then 'company' else scope_id end as entity_id,
        problem,
        root_cause,
        measure,
        department,
        owner,
        resources,
        due_on,
        completed_on,
        cast(target_value as double) as target_value,
        target_kind,
        segment,
        case split_part(segment, ':', 1)
            when '' then null
            when 'hour' then 'hour_of_day'
            else split_part(segment, ':', 1)
        end as segment_kind,
        nullif(split_part(split_part(segment, ':', 2), '-', 1), '') as first_segment,
        nullif(split_part(split_part(segment, ':', 2), '-', 2), '') as last_segment,
        least(
            coalesce(completed_on, due_on),
            due_on - cast({{ insight_parameter('review_lead_days') }} as integer)
        ) as begins_on
    from actions

),

final as (

    select
        *,
        {{ period_start('month', 'begins_on') }} as first_month
    from scoped

)

select * from final
