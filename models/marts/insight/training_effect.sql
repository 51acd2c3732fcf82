-- Difference in differences: how much more an attendee's figure moved than that of the colleagues
-- in the same team over the same days. The course's effect is the mean over its attendees.
with windows as (

    select * from {{ ref('int_training_window') }}

),

trainings as (

    select * from {{ ref('int_training_result') }}

),

indicators as (

    select * from {{ ref('indicators') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

valued as (

    select
        windows.*,
        {{ orientation('indicators.direction') }} as better_side,
        cast(windows.numerator_before as double)
        / nullif(cast(windows.denominator_before as double), 0) * indicators.scale as value_before,
        cast(windows.numerator_after as double)
        / nullif(cast(windows.denominator_after as double), 0) * indicators.scale as value_after,
        {{ mean_variance(
            'indicators.interval_method', 'windows.numerator_before', 'windows.denominator_before',
            'windows.sum_of_squares_before', 'indicators.scale',
        ) }}
        + {{ mean_variance(
            'indicators.interval_method', 'windows.numerator_after', 'windows.denominator_after',
            'windows.sum_of_squares_after', 'indicators.scale',
        ) }} as change_variance,
        least(windows.denominator_before, windows.denominator_after)
        >= {{ insight_parameter('training_min_sample') }} as has_enough
    from windows
    inner join indicators
        on windows.indicator = indicators.indicator

),

compared as (

    select
        attendee.course_id,
        attendee.scheduled_on,
        attendee.team_id,
        attendee.agent_id,
        attendee.indicator,
        attendee.better_side,
        attendee.value_before,
        attendee.value_after,
        cast(attendee.denominator_before as bigint) as events_before,
        cast(attendee.denominator_after as bigint) as events_after,
        attendee.value_after - attendee.value_before as change,
        attendee.change_variance,
        coalesce(colleagues.agents, 0) as colleagues,
        colleagues.value_after - colleagues.value_before as colleagues_change,
        colleagues.change_variance as colleagues_variance,
        coalesce(colleagues.has_enough, false) as has_comparison,
        attendee.has_enough and coalesce(colleagues.has_enough, false) as has_enough
    from valued as attendee
    left join valued as colleagues
        on
            attendee.course_id = colleagues.course_id
            and attendee.scheduled_on = colleagues.scheduled_on
            and attendee.team_id = colleagues.team_id
            and attendee.indicator = colleagues.indicator
            and colleagues.agent_id is null
    where attendee.agent_id is not null

),

-- The window after must be over.
effects as (

    select
        compared.*,
        compared.change - compared.colleagues_change as effect,
        1.959963984540054e0 * sqrt(compared.change_variance + compared.colleagues_variance)
            as effect_margin,
        compared.scheduled_on + cast({{ insight_parameter('training_window_days') }} as integer)
        < as_of.as_of_date as is_over
    from compared
    cross join as_of

),

-- Pooled over the attendees of a session and team, who share their comparison; a person with few
-- events adds to the pool what there is.
session_pools as (

    select
        windows.course_id,
        windows.scheduled_on,
        windows.team_id,
        windows.indicator,
        count(*) as attendees,
        sum(windows.numerator_before) as numerator_before,
        sum(windows.denominator_before) as denominator_before,
        sum(windows.sum_of_squares_before) as sum_of_squares_before,
        sum(windows.numerator_after) as numerator_after,
        sum(windows.denominator_after) as denominator_after,
        sum(windows.sum_of_squares_after) as sum_of_squares_after
    from windows
    where windows.agent_id is not null
    group by windows.course_id, windows.scheduled_on, windows.team_id, windows.indicator

),

session_effects as (

    select
        session_pools.course_id,
        session_pools.indicator,
        session_pools.attendees,
        (
            cast(session_pools.numerator_after as double)
            / nullif(cast(session_pools.denominator_after as double), 0)
            - cast(session_pools.numerator_before as double)
            / nullif(cast(session_pools.denominator_before as double), 0)
        ) * indicators.scale
        - (colleagues.value_after - colleagues.value_before) as effect,
        {{ mean_variance(
            'indicators.interval_method', 'session_pools.numerator_before',
            'session_pools.denominator_before', 'session_pools.sum_of_squares_before',
            'indicators.scale',
        ) }}
        + {{ mean_variance(
            'indicators.interval_method', 'session_pools.numerator_after',
            'session_pools.denominator_after', 'session_pools.sum_of_squares_after',
            'indicators.scale',
        ) }}
        + colleagues.change_variance as effect_variance
    from session_pools
    inner join indicators
        on session_pools.indicator = indicators.indicator
    inner join valued as colleagues
        on
            session_pools.course_id = colleagues.course_id
            and session_pools.scheduled_on = colleagues.scheduled_on
            and session_pools.team_id = colleagues.team_id
            and session_pools.indicator = colleagues.indicator
            and colleagues.agent_id is null
    cross join as_of
    where
        colleagues.has_enough
        and least(session_pools.denominator_before, session_pools.denominator_after)
        >= {{ insight_parameter('training_min_sample') }}
        and session_pools.scheduled_on
        + cast({{ insight_parameter('training_window_days') }} as integer) < as_of.as_of_date

),

-- Sums of decimals: with doubles the order of the rows would change the last digit.
course_effects as (

    select
        course_id,
        indicator,
        sum(attendees) as attendees,
        cast(sum(cast(attendees * effect as decimal(38, 12))) as double) / sum(attendees) as effect,
        1.959963984540054e0
        * sqrt(
            cast(sum(cast(attendees * attendees * effect_variance as decimal(38, 12))) as double)
        )
        / sum(attendees) as effect_margin
    from session_effects
    where effect is not null and effect_variance is not null
    group by course_id, indicator

),

ratings as (

    select
        course_id,
        cast(sum(cast(instructor_rating as decimal(18, 6))) as double)
        / count(instructor_rating) as course_instructor_rating
    from trainings
    where has_attended
    group by course_id

),

feedbacks as (

    select
        course_id,
        {{ period_start('quarter', 'scheduled_on') }} as quarter_start,
        count(case when trim(learner_feedback) <> '' then 1 end) as quarter_feedbacks
    from trainings
    group by course_id, {{ period_start('quarter', 'scheduled_on') }}

),

judged as (

    select
        effects.*,
        course_effects.attendees as course_attendees,
        course_effects.effect as course_effect,
        course_effects.effect_margin as course_effect_margin,
        {{ training_verdict(
            'effects.has_enough and effects.is_over', 'effects.better_side', 'effects.effect',
            'effects.effect_margin',
        ) }} as verdict,
        {{ training_verdict(
            'course_effects.effect is not null', 'effects.better_side', 'course_effects.effect',
            'course_effects.effect_margin',
        ) }} as course_verdict
    from effects
    left join course_effects
        on
            effects.course_id = course_effects.course_id
            and effects.indicator = course_effects.indicator

),

final as (

    select
        judged.course_id,
        judged.scheduled_on,
        judged.agent_id,
        judged.indicator,
        judged.team_id,
        cast(trainings.score as double) as score,
        trainings.has_passed,
        cast(trainings.instructor_rating as double) as instructor_rating,
        ratings.course_instructor_rating,
        judged.value_before,
        judged.value_after,
        judged.events_before,
        judged.events_after,
        judged.change,
        judged.colleagues,
        judged.colleagues_change,
        judged.effect,
        judged.effect - judged.effect_margin as effect_low,
        judged.effect + judged.effect_margin as effect_high,
        judged.verdict,
        cast(judged.course_attendees as bigint) as course_attendees,
        judged.course_effect,
        judged.course_effect - judged.course_effect_margin as course_effect_low,
        judged.course_effect + judged.course_effect_margin as course_effect_high,
        judged.course_verdict,
        case judged.course_verdict
            when 'improved' then 'Improved more than colleagues who did not attend, beyond chance'
            when 'worsened' then 'Did worse than colleagues who did not attend, beyond chance'
            when 'no effect shown' then 'No effect can be shown: the interval covers 0'
            else 'Too few events to say anything'
        end as finding_en,
        case judged.course_verdict
            when 'improved' then '较未参训同事改善更多，超出偶然范围'
            when 'worsened' then '较未参训同事变差，超出偶然范围'
            when 'no effect shown' then '未能显示效果：置信区间包含0'
            else '样本不足，无法判断'
        end as finding_zh,
        trainings.learner_feedback,
        feedbacks.quarter_feedbacks,
        judged.is_over as is_complete
    from judged
    inner join trainings
        on
            judged.course_id = trainings.course_id
            and judged.scheduled_on = trainings.scheduled_on
            and judged.agent_id = trainings.agent_id
    left join ratings
        on judged.course_id = ratings.course_id
    left join feedbacks
        on
            judged.course_id = feedbacks.course_id
            and {{ period_start('quarter', 'judged.scheduled_on') }} = feedbacks.quarter_start

)

select * from final
