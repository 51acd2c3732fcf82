"""What the report asks of the insight marts. Parameters: $month, and whom it is about."""

THEMES = """
select theme, name_en, name_zh, comments, theme_comments, theme_share, problem_share, is_over_limit,
    sample_comments
from marts.feedback_theme
where period = 'month' and period_start = $month and team_id = $team_id
order by theme_share desc, theme
"""

# Means over teams are weighted by what they are means of; days are the same for all.
HEATMAP = """
select
    weekday,
    hour_of_day,
    sum(contacts_per_day order by team_id) as contacts_per_day,
    sum(first_response_time * first_responses order by team_id)
    / nullif(sum(first_responses) filter (where first_response_time is not null), 0) / 60
        as first_response_minutes,
    sum(contacts_per_day order by team_id)
    / nullif(sum(agents_present order by team_id), 0) as contacts_per_agent_hour
from marts.response_heatmap
where month_start = $month and (team_id = $team_id or $team_id = 'company')
group by weekday, hour_of_day
order by weekday, hour_of_day
"""

CAUSES = """
select
    causes.indicator,
    indicators.name_en,
    indicators.name_zh,
    indicators.unit,
    causes.cause_kind,
    causes.cause_en,
    causes.cause_zh,
    causes.action_en,
    causes.action_zh,
    causes.value,
    causes.missed_level,
    causes.is_severe,
    causes.segment,
    drivers.name_en as driver_en,
    drivers.name_zh as driver_zh,
    drivers.unit as driver_unit,
    causes.evidence_value
from marts.root_cause as causes
inner join marts.dim_indicator as indicators using (indicator)
left join marts.dim_indicator as drivers on causes.driver_indicator = drivers.indicator
where
    causes.entity_type = $entity_type and causes.entity_id = $entity_id
    and causes.period = 'month' and causes.period_start = $month
order by causes.is_severe desc, causes.indicator, causes.place
"""

ACTIONS = """
select
    reviews.action_id,
    indicators.name_en,
    indicators.name_zh,
    indicators.unit,
    reviews.scope_type,
    reviews.scope_id,
    reviews.measure,
    reviews.owner,
    reviews.due_on,
    reviews.baseline_value,
    reviews.value,
    reviews.target_level,
    reviews.verdict
from marts.improvement_action_review as reviews
inner join marts.dim_indicator as indicators using (indicator)
where
    reviews.month_start = $month
    and (
        $team_id = 'company'
        or (reviews.scope_type = 'team' and reviews.scope_id = $team_id)
        or (
            reviews.scope_type = 'agent'
            and reviews.scope_id in (
                select entity_id
                from marts.scorecard
                where
                    entity_type = 'agent' and period = 'month' and period_start = $month
                    and team_id = $team_id
            )
        )
    )
order by reviews.due_on, reviews.action_id
"""

ALERTS = """
select
    alerts.name_en,
    alerts.name_zh,
    indicators.name_en as indicator_en,
    indicators.name_zh as indicator_zh,
    indicators.unit,
    alerts.theme,
    alerts.entity_type,
    alerts.entity_id,
    alerts.first_seen_on,
    alerts.value,
    alerts.severity,
    alerts.action_en,
    alerts.action_zh,
    alerts.is_open
from marts.alert as alerts
left join marts.dim_indicator as indicators using (indicator)
where
    alerts.first_seen_on < $month + interval 1 month and alerts.last_seen_on >= $month
    and (
        (alerts.entity_type = 'team' and alerts.entity_id = $team_id)
        or ($team_id = 'company' and alerts.entity_type in ('company', 'channel', 'role'))
    )
order by alerts.severity, alerts.first_seen_on desc, alerts.name_en, alerts.entity_id,
    alerts.indicator, alerts.theme
"""

FORECAST = """
select date_day, channel, contacts, contacts_low, contacts_high, mase, required_staff
from marts.contact_forecast
where status = 'ok'
order by channel, date_day
"""

NEEDS = """
select agent_id, course_en, course_zh, shortfall_indicators, failed_items, last_attended_on
from marts.training_need
where month_start = $month and team_id = $team_id and place <= 3
order by place
"""

WARNINGS = """
select agent_id, name_en, name_zh, explanation_en, explanation_zh, action_en, action_zh
from marts.conflict_warning
where month_start = $month and team_id = $team_id
order by rule
"""
