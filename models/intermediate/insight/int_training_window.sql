{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'scheduled_on'}
) }}
{%- set window_days = insight_number('training_window_days') | int %}
-- For every session of a course and team: the sums of each indicator before and after it, of those
-- who attended (one row each) and of their colleagues who did not (one row together, agent_id
-- null).
--
-- A window's days are found by number: time is cut into spans as long as the window, so they lie in
-- the session's span and the two beside it, and not in ten years of an agent's days.
with trainings as (

    select * from {{ ref('int_training_result') }}

),

agent_periods as (

    select * from {{ ref('int_agent_period') }}

),

effect_indicators as (

    select * from {{ ref('training_effect_indicators') }}

),

agent_days as (

    select
        entity_id as agent_id,
        period_start as date_day,
        {{ span_number('period_start', insight_parameter('training_window_days')) }} as span,
        indicator,
        numerator,
        denominator,
        sum_of_squares
    from {{ ref('indicator_value') }}
    where
        entity_type = 'agent'
        and period = 'day'
        and indicator in (select effect_indicators.indicator from effect_indicators)
        and {{ is_rebuilt('period_start', days=window_days) }}

),

attendances as (

    select
        trainings.course_id,
        trainings.kind,
        trainings.scheduled_on,
        trainings.agent_id,
        agent_periods.team_id
    from trainings
    inner join agent_periods
        on
            trainings.agent_id = agent_periods.agent_id
            and trainings.scheduled_on >= agent_periods.valid_from
            and trainings.scheduled_on < agent_periods.valid_to
    where trainings.has_attended

),

sessions as (

    select distinct
        course_id,
        kind,
        scheduled_on,
        team_id
    from attendances
    where {{ is_rebuilt('scheduled_on') }}

),

-- Colleagues of the team who attended the course about that time are no comparison.
colleagues as (

    select
        sessions.course_id,
        sessions.kind,
        sessions.scheduled_on,
        sessions.team_id,
        agent_periods.agent_id
    from sessions
    inner join agent_periods
        on
            sessions.team_id = agent_periods.team_id
            and sessions.scheduled_on >= agent_periods.valid_from
            and sessions.scheduled_on < agent_periods.valid_to
    left join attendances
        on
            sessions.course_id = attendances.course_id
            and agent_periods.agent_id = attendances.agent_id
            and abs(date_diff('day', sessions.scheduled_on, attendances.scheduled_on))
            <= {{ insight_parameter('training_other_course_days') }}
    where attendances.agent_id is null

),

watched as (

    select
        course_id,
        kind,
        scheduled_on,
        team_id,
        agent_id,
        true as has_attended
    from attendances
    where {{ is_rebuilt('scheduled_on') }}
    union all
    select
        course_id,
        kind,
        scheduled_on,
        team_id,
        agent_id,
        false as has_attended
    from colleagues

),

spanned as (

    select
        watched.*,
        {{ span_number('watched.scheduled_on', insight_parameter('training_window_days')) }}
        + beside.spans as span
    from watched
    cross join (values (-1), (0), (1)) as beside (spans)

),

sided as (

    select
        spanned.course_id,
        spanned.scheduled_on,
        spanned.team_id,
        case when spanned.has_attended then spanned.agent_id end as agent_id,
        spanned.agent_id as counted_agent_id,
        agent_days.indicator,
        agent_days.date_day > spanned.scheduled_on as is_after,
        agent_days.numerator,
        agent_days.denominator,
        agent_days.sum_of_squares
    from spanned
    inner join effect_indicators
        on spanned.kind = effect_indicators.kind
    inner join agent_days
        on
            spanned.agent_id = agent_days.agent_id
            and effect_indicators.indicator = agent_days.indicator
            and spanned.span = agent_days.span
            and spanned.scheduled_on <> agent_days.date_day
            and abs(date_diff('day', spanned.scheduled_on, agent_days.date_day))
            <= {{ insight_parameter('training_window_days') }}

),

final as (

    select
        course_id,
        scheduled_on,
        team_id,
        agent_id,
        indicator,
        count(distinct counted_agent_id) as agents,
        coalesce(sum(case when not is_after then numerator end), 0) as numerator_before,
        coalesce(sum(case when not is_after then denominator end), 0) as denominator_before,
        coalesce(sum(case when not is_after then sum_of_squares end), 0) as sum_of_squares_before,
        coalesce(sum(case when is_after then numerator end), 0) as numerator_after,
        coalesce(sum(case when is_after then denominator end), 0) as denominator_after,
        coalesce(sum(case when is_after then sum_of_squares end), 0) as sum_of_squares_after
    from sided
    group by course_id, scheduled_on, team_id, agent_id, indicator

)

select * from final
