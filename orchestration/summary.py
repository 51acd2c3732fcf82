"""What a person sees at the end of a refresh, read from the published file alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.settings import Settings
from orchestration.store import connect, relation_exists
from orchestration.text_table import duration, text_table

if TYPE_CHECKING:
    import duckdb

SHOWN_AGENTS = 5
SECONDS = "s"
# Units that a number needs beside it; points, ratios and counts speak for themselves.
WRITTEN_UNITS = {"%": " %", "per_thousand": " ‰", "kg": " kg"}

INDICATORS = """
select
    indicators.name_en,
    indicators.name_zh,
    indicators.unit,
    indicators.scored_on,
    found.value,
    found.target,
    found.baseline,
    found.attainment
from marts.indicator_value as found
inner join marts.dim_indicator as indicators using (indicator)
where
    found.entity_type = 'company' and found.period = 'month'
    and found.period_start = ? and found.value is not null
order by found.target is null, indicators.dimension, indicators.name_en
"""

SCORECARDS = """
with cards as (
    select
        entity_id,
        scheme,
        total,
        grade,
        coverage,
        row_number() over (order by total desc, entity_id) as from_top,
        row_number() over (order by total, entity_id desc) as from_bottom
    from marts.scorecard
    where
        entity_type = 'agent' and period = 'month' and is_primary
        and period_start = ? and total is not null
),

names as (
    select agent_id, any_value(name) as name, any_value(team_id) as team_id
    from marts.dim_agent
    where is_current
    group by agent_id
)

select
    cards.from_top,
    cards.entity_id,
    coalesce(names.name, ''),
    coalesce(names.team_id, ''),
    cards.scheme,
    cards.total,
    cards.grade,
    cards.coverage
from cards
left join names on cards.entity_id = names.agent_id
where cards.from_top <= ? or cards.from_bottom <= ?
order by cards.from_top
"""


def summarise(settings: Settings) -> list[str]:
    """The lines: rows, indicators, scorecards, alerts, and where everything lies."""
    with connect(settings.published_file, read_only=True) as connection:
        month = last_complete_month(connection)
        return [
            *rows_read(connection),
            *(indicator_lines(connection, month) if month else ["No complete month yet."]),
            *(scorecard_lines(connection, month) if month else []),
            *alert_lines(connection),
            "",
            f"Warehouse  {display_path(settings.published_file)}",
            f"Parquet    {display_path(settings.parquet_dir / 'current')}",
        ]


def last_complete_month(connection: duckdb.DuckDBPyConnection) -> date | None:
    """The last month that is over at the as-of instant and holds any figure."""
    if not relation_exists(connection, "marts", "indicator_value"):
        return None
    found = connection.execute(
        "select max(period_start) from marts.indicator_value"
        " where entity_type = 'company' and period = 'month' and is_complete"
    ).fetchone()
    return found[0] if found else None


def rows_read(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The counts of the build that is read, and of all files together."""
    refresh = connection.execute(
        "select build_id, as_of, files_new, files_refused, rows_read, rows_loaded,"
        " rows_quarantined from audit.refresh where outcome = 'published'"
        " order by build_id desc limit 1"
    ).fetchone()
    held = connection.execute(
        "select sum(rows_read), sum(rows_loaded), sum(rows_quarantined), sum(rows_superseded)"
        " from audit.row_accounting"
    ).fetchone()
    if refresh is None or held is None:
        return []
    build_id, as_of, new, refused, *counts = refresh
    table = [
        ["", "rows read", "loaded", "quarantined", "superseded"],
        ["this refresh", *map(number, counts), ""],
        ["all files", *(number(count or 0) for count in held)],
    ]
    return [
        "",
        f"Build {build_id}" + (f", as of {as_of:%Y-%m-%d %H:%M} UTC" if as_of else ""),
        f"{new} new files, {refused} refused",
        *text_table(table, right=(1, 2, 3, 4)),
    ]


def indicator_lines(connection: duckdb.DuckDBPyConnection, month: date) -> list[str]:
    """The company's indicators of one month against their targets."""
    found = connection.execute(INDICATORS, [month]).fetchall()
    if not found:
        return []
    rows = [["", "", "value", "target", ""]]
    for name_en, name_zh, unit, scored_on, value, target, baseline, attainment in found:
        verdict = judge(target, baseline, attainment)
        aim = amount(target, unit)
        if scored_on == "year_on_year" and target is not None:
            aim = f"{target:+.0f} % on last year"
        rows.append([name_en, name_zh, amount(value, unit), aim, verdict])
    title = f"The company in {month:%Y-%m}, {len(found)} indicators"
    return ["", title, *text_table(rows, right=(2, 3))]


def scorecard_lines(connection: duckdb.DuckDBPyConnection, month: date) -> list[str]:
    """The best and the weakest agents of one month."""
    if not relation_exists(connection, "marts", "scorecard"):
        return []
    limits = [month, SHOWN_AGENTS, SHOWN_AGENTS]
    found = connection.execute(SCORECARDS, limits).fetchall()
    if not found:
        return []
    rows = [["", "agent", "name", "team", "scheme", "total", "grade", "coverage"]]
    before = 0
    for position, agent, name, team, scheme, total, grade, coverage in found:
        if position > before + 1:
            rows.append(["…", *[""] * 7])
        before = position
        known = f"{coverage:.0%}" if coverage is not None else ""
        rows.append(
            [f"{position}.", agent, name, team, scheme, f"{total:.2f}", str(grade or ""), known]
        )
    return ["", f"Scorecards of {month:%Y-%m}", *text_table(rows, right=(0, 5, 7))]


def alert_lines(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """How many alerts are open, by severity."""
    if not relation_exists(connection, "marts", "alert"):
        return []
    found = connection.execute(
        "select severity, count(*) from marts.alert where is_open group by all order by all"
    ).fetchall()
    words = ", ".join(f"{count} {severity}" for severity, count in found)
    return ["", f"Open alerts: {words or 'none'}"]


def judge(target: float | None, baseline: float | None, attainment: float | None) -> str:
    """On target, between baseline and target, or short of the baseline."""
    if target is None or baseline is None or attainment is None:
        return ""
    if attainment >= 1:
        return "on target"
    return "over baseline" if attainment >= 0 else "short"


def amount(value: Any, unit: str | None) -> str:
    """A value in its unit; seconds as people say them."""
    if value is None:
        return ""
    if unit == SECONDS:
        return duration(float(value))
    return f"{float(value):,.2f}{WRITTEN_UNITS.get(unit or '', '')}"


def number(count: int) -> str:
    return f"{count:,}"


def display_path(path: Path) -> str:
    """Relative to where the person stands, if it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
