-- Every month from the start until the action is verified, or until now.
with actions as (

    select * from {{ ref('int_improvement_action') }}

),

comparisons as (

    select * from {{ ref('int_indicator_comparison') }} where period = 'month'

),

indicators as (

    select * from {{ ref('indicators') }}

),

segments as (

    select
        actions.action_id,
        periods.period_start as month_start,
        segments.segment,
        segments.numerator,
        segments.denominator
    from actions
    inner join {{ ref('measured_indicator') }} as measured
        on actions.indicator = measured.indicator
    inner join {{ ref('measured_entity') }} as entities
        on actions.entity_type = entities.entity_type and actions.entity_id = entities.entity_id
    inner join {{ ref('shortfall_segment') }} as segments
        on
            measured.indicator_key = segments.indicator_key
            and entities.entity_key = segments.entity_key
            and actions.segment_kind = segments.segment_kind
    inner join {{ ref('measured_period') }} as periods
        on segments.period_key = periods.period_key and periods.period = 'month'

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

months as (

    select distinct period_start as month_start
    from {{ ref('int_period_of_date') }}
    where period = 'month'

),

-- Hours come as a span (20-08 is from 20:00 to 08:00), other segments by name.
segment_values as (

    select
        actions.action_id,
        segments.month_start,
        cast(sum(segments.numerator) as double)
        / nullif(cast(sum(segments.denominator) as double), 0) * max(indicators.scale) as value,
        cast(sum(segments.denominator) as bigint) as sample_size
    from actions
    inner join indicators
        on actions.indicator = indicators.indicator
    inner join segments
        on
            actions.action_id = segments.action_id
            and case
                when actions.segment_kind <> 'hour_of_day'
                    then
                        segments.segment
                        = actions.first_segment || coalesce('-' || actions.last_segment, '')
                when actions.last_segment is null then actions.first_segment = segments.segment
                when actions.first_segment <= actions.last_segment
                    then
                        actions.first_segment <= segments.segment
                        and actions.last_segment > segments.segment
                else
                    actions.first_segment <= segments.segment
                    or actions.last_segment > segments.segment
            end
    group by actions.action_id, segments.month_start

),

whole_values as (

    select
        actions.action_id,
        comparisons.period_start as month_start,
        comparisons.value,
        comparisons.sample_size
    from actions
    inner join comparisons
        on
            actions.segment_kind is null
            and actions.entity_type = comparisons.entity_type
            and actions.entity_id = comparisons.entity_id
            and actions.indicator = comparisons.indicator

),

month_values as (

    select * from segment_values
    union all
    select * from whole_values

),

based as (

    select
        actions.*,
        before.value as baseline_value,
        before.sample_size as baseline_sample_size,
        cast(actions.first_month - interval 1 month as date) as baseline_month,
        indicators.direction
    from actions
    inner join indicators
        on actions.indicator = indicators.indicator
    left join month_values as before
        on
            actions.action_id = before.action_id
            and cast(actions.first_month - interval 1 month as date) = before.month_start

),

-- A change is an improvement, whichever way that is; a watched indicator shall move as its target
-- says.
aimed as (

    select
        *,
        case
            when direction in ('lower', 'higher') then {{ orientation('direction') }}
            when target_kind = 'change' then sign(target_value)
            else sign(target_value - baseline_value)
        end as better_side,
        case
            when target_kind = 'level' then target_value
            when direction in ('lower', 'higher')
                then baseline_value + ({{ orientation('direction') }}) * abs(target_value)
            else baseline_value + target_value
        end as target_level
    from based

),

reviewed as (

    select
        aimed.*,
        months.month_start,
        current_month.value,
        current_month.sample_size,
        least(cast(months.month_start + interval 1 month as date) - 1, as_of.as_of_date)
            as reviewed_on,
        cast(months.month_start + interval 1 month as date) <= as_of.as_of_date as is_complete
    from aimed
    inner join months
        on aimed.first_month <= months.month_start
    left join month_values as current_month
        on
            aimed.action_id = current_month.action_id
            and months.month_start = current_month.month_start
    cross join as_of

),

judged as (

    select
        *,
        (value - baseline_value) / nullif(target_level - baseline_value, 0) as progress,
        coalesce(
            better_side * (value - target_level) >= -{{ comparison_tolerance() }}, false
        ) as is_reached,
        due_on < reviewed_on and coalesce(completed_on > reviewed_on, true) as is_overdue
    from reviewed

),

verdicts as (

    select
        *,
        case
            when is_reached and is_complete then 'verified'
            when is_overdue and not is_reached then 'overdue'
            when is_reached then 'improving'
            when
                better_side * (value - baseline_value) > 0
                and progress >= {{ insight_parameter('review_min_progress') }}
                then 'improving'
            else 'not effective'
        end as verdict,
        -- Only a month that is over can end the reviews.
        min(case when is_reached and is_complete then month_start end) over (
            partition by action_id
        ) as verified_month
    from judged

),

final as (

    select
        action_id,
        month_start,
        indicator,
        entity_type as scope_type,
        entity_id as scope_id,
        segment,
        {{ mask_personal_data('problem') }} as problem,
        {{ mask_personal_data('root_cause') }} as root_cause,
        {{ mask_personal_data('measure') }} as measure,
        department,
        owner,
        {{ mask_personal_data('resources') }} as resources,
        due_on,
        completed_on,
        baseline_month,
        baseline_value,
        value,
        sample_size,
        target_kind,
        target_level,
        progress,
        verdict,
        cast(
            row_number() over (partition by action_id order by month_start) as integer
        ) as review_number,
        month_start = max(month_start) over (partition by action_id) as is_latest,
        is_complete
    from verdicts
    where
        (verified_month is null or month_start <= verified_month)
        and (value is not null or is_overdue)

)

select * from final
