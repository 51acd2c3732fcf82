"""What the report asks of the scorecards. Parameters: $month, $months, and whom it is about."""

MONTHS = """
select period_start as month, bool_and(is_complete) as is_complete
from marts.scorecard
where period = 'month'
group by period_start
order by period_start
"""

BUILD = """
select build_id, as_of
from audit.refresh
where outcome = 'published'
order by build_id desc
limit 1
"""

SEALED = """
select max(sealed_build_id) as sealed_build_id
from official.scorecard
where period = 'month' and period_start = $month
"""

RESTATED = """
select count(*) as restated
from official.scorecard_restatement
where period = 'month' and period_start = $month
"""

GRADES = "select grade, name_zh from catalogue.grade_bands"

INDICATORS = "select indicator, name_en, name_zh from marts.dim_indicator"

# Names as of the month's last day; of somebody who came later, the first that is known.
AGENT_NAMES = """
select agent_id as id, name
from marts.dim_agent
where name is not null
qualify row_number() over (
    partition by agent_id
    order by (valid_from < $month + interval 1 month) desc, valid_from desc
) = 1
"""

TEAM_NAMES = """
select team_id as id, team_name as name
from marts.dim_agent
where team_id is not null and team_name is not null
qualify row_number() over (
    partition by team_id
    order by (valid_from < $month + interval 1 month) desc, valid_from desc, agent_id
) = 1
"""

SUBJECTS = """
select distinct entity_type, entity_id
from marts.scorecard
where
    entity_type in ('company', 'team') and period = 'month' and period_start = $month
    and is_primary
"""

CARD = """
select
    cards.*,
    coalesce(schemes.name, cards.scheme) as scheme_en,
    coalesce(schemes.name_zh, schemes.name, cards.scheme) as scheme_zh
from marts.scorecard as cards
left join marts.dim_scheme as schemes
    on
        cards.scheme = schemes.scheme
        and cards.period_start >= schemes.valid_from
        and cards.period_start < schemes.valid_to
where
    cards.entity_type = $entity_type and cards.entity_id = $entity_id
    and cards.period = 'month' and cards.period_start = $month and cards.is_primary
order by cards.scheme
"""

TOTALS = """
select period_start as month, total, grade
from marts.scorecard
where
    entity_type = $entity_type and entity_id = $entity_id
    and period = 'month' and list_contains($months, period_start)
    and is_primary and total is not null
order by period_start
"""

LINE_COLUMNS = """
    lines.indicator,
    indicators.name_en,
    indicators.name_zh,
    indicators.unit,
    lines.value,
    lines.scored_value,
    lines.sample_size,
    lines.target,
    lines.baseline,
    lines.range_low,
    lines.range_high,
    lines.points,
    lines.weight,
    lines.lost_points,
    lines.change,
    lines.rank_in_team,
    lines.status,
    lines.standing,
    lines.is_inherited
"""

LINES = f"""
select {LINE_COLUMNS}
from marts.scorecard_line as lines
inner join marts.dim_indicator as indicators using (indicator)
where
    lines.entity_type = $entity_type and lines.entity_id = $entity_id
    and lines.period = 'month' and lines.period_start = $month and lines.scheme = $scheme
order by lines.weight desc, lines.indicator
"""

AGENT_LINES = f"""
select lines.entity_id as agent_id, {LINE_COLUMNS}
from marts.scorecard_line as lines
inner join marts.scorecard as cards
    using (entity_type, entity_id, period, period_start, scheme)
inner join marts.dim_indicator as indicators using (indicator)
where
    cards.entity_type = 'agent' and cards.period = 'month' and cards.period_start = $month
    and cards.is_primary and cards.team_id = $team_id
order by lines.weight desc, lines.indicator
"""

TREND = """
select
    found.indicator,
    indicators.name_en,
    indicators.name_zh,
    indicators.unit,
    found.period_start as month,
    found.value,
    case when indicators.scored_on = 'value' then found.target end as target
from marts.indicator_value as found
inner join marts.dim_indicator as indicators using (indicator)
inner join marts.scorecard_line as lines
    on
        found.entity_type = lines.entity_type
        and found.entity_id = lines.entity_id
        and found.period = lines.period
        and lines.period_start = $month
        and found.indicator = lines.indicator
        and lines.scheme = $scheme
where
    found.entity_type = $entity_type and found.entity_id = $entity_id
    and found.period = 'month' and list_contains($months, found.period_start)
    and found.value is not null
order by lines.weight desc, found.indicator, found.period_start
"""

# By scheme: ranks compare those who are scored by the same one.
RANKING = """
select entity_id, team_id, role, scheme, total, total_margin, coverage, grade, rank, percentile,
    tie_group, prev_total, change, lost_points
from marts.scorecard
where
    entity_type = 'agent' and period = 'month' and period_start = $month and is_primary
    and (team_id = $team_id or $team_id = 'company')
order by scheme, total desc nulls last, entity_id
"""

TEAM_RANKING = """
select entity_id, role, scheme, total, total_margin, coverage, grade, rank, tie_group, change
from marts.scorecard
where entity_type = 'team' and period = 'month' and period_start = $month and is_primary
order by scheme, total desc nulls last, entity_id
"""

CAREERS = """
select agent_id, tier, tier_zh, programme, programme_zh, programme_ends_on
from marts.agent_career
where month_start = $month and team_id = $team_id
"""

RECOGNITIONS = """
select agent_id, stars, medals, is_product_experience_officer
from marts.agent_recognition
where month_start = $month and team_id = $team_id
"""
