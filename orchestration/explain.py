"""Answer to «why this score?»: from a card to its lines, from a line to the export's lines.

Everything is read from the published file, so what is explained is what people see.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from orchestration.settings import Settings
from orchestration.store import connect
from orchestration.text_table import duration, text_table

if TYPE_CHECKING:
    import duckdb

SHOWN_EVENTS = 20

CARDS = """
select scheme, is_primary, total, grade, coverage, rank, tie_group, lost_points, season, team_id,
    role
from marts.scorecard
where entity_type = ? and entity_id = ? and period = ? and period_start = ?
order by is_primary desc, scheme
"""

LINES = """
select
    lines.indicator, indicators.name_en, indicators.name_zh, indicators.unit, lines.value,
    lines.target, lines.baseline, lines.range_low, lines.range_high, lines.sample_size, lines.band,
    lines.points, lines.weight, lines.weighted_points, lines.lost_points, lines.status,
    lines.is_inherited, lines.numerator, lines.denominator, lines.weight_row, lines.value_low,
    lines.value_high, indicators.formula_en, indicators.formula_zh, indicators.source,
    indicators.owner_rule, lines.team_id
from marts.scorecard_line as lines
inner join marts.dim_indicator as indicators using (indicator)
where
    entity_type = ? and entity_id = ? and period = ? and period_start = ? and scheme = ?
order by lines.lost_points desc nulls last, lines.weight desc, lines.indicator
"""

EVENTS = """
select event_type, event_id, event_at, numerator, denominator, file, line, threshold_row, target,
    baseline
from marts.scorecard_line_evidence
where
    entity_type = ? and entity_id = ? and period = ? and period_start = ? and scheme = ?
    and indicator = ?
order by event_at, event_id
"""

GROUPS = """
select threshold_row, target, baseline, count(*) as events, sum(numerator) as numerator,
    sum(denominator) as denominator
from marts.scorecard_line_evidence
where
    entity_type = ? and entity_id = ? and period = ? and period_start = ? and scheme = ?
    and indicator = ?
group by threshold_row, target, baseline
order by threshold_row
"""

Row = dict[str, Any]


class NothingToExplainError(ValueError):
    """No such card or line in the published warehouse; the message says what there is."""


@dataclass(frozen=True)
class Question:
    """Whose score, of when: an agent (or `team:ID`, `company`) and a month or quarter."""

    entity_type: str
    entity_id: str
    period: str
    period_start: date


def parse_question(who: str, when: str) -> Question:
    """Read `AGENT`, `team:TEAM` or `company`, and `2025-06` or `2025-Q2`."""
    entity_type, entity_id = "agent", who
    if who == "company":
        entity_type = "company"
    elif ":" in who:
        entity_type, entity_id = who.split(":", 1)
    month = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", when)
    quarter = re.fullmatch(r"(\d{4})-?[Qq]([1-4])", when)
    if entity_type not in ("agent", "team", "company") or not (month or quarter):
        raise NothingToExplainError(
            "ask for AGENT, team:TEAM or company, and for a month (2025-06) or quarter (2025-Q2)"
        )
    if month:
        return Question(entity_type, entity_id, "month", date(int(month[1]), int(month[2]), 1))
    assert quarter is not None
    return Question(
        entity_type, entity_id, "quarter", date(int(quarter[1]), int(quarter[2]) * 3 - 2, 1)
    )


def explain(
    settings: Settings, question: Question, indicator: str | None = None, scheme: str | None = None
) -> str:
    """The card's lines with their lost points; with an indicator, its events as well."""
    connection = connect(settings.published_file, read_only=True)
    try:
        key = [
            question.entity_type,
            question.entity_id,
            question.period,
            question.period_start,
        ]
        cards = rows(connection, CARDS, key)
        if scheme is not None:
            cards = [card for card in cards if card["scheme"] == scheme]
        if not cards:
            raise NothingToExplainError(missing(connection, question))
        text: list[str] = []
        for card in cards if indicator is not None else cards[:1]:
            lines = rows(connection, LINES, [*key, card["scheme"]])
            chosen = [line for line in lines if line["indicator"] == indicator]
            if indicator is not None and not chosen:
                continue
            text += card_text(question, card)
            if indicator is None:
                text += lines_text(lines)
                continue
            line_key = [*key, card["scheme"], indicator]
            text += line_text(chosen[0])
            text += events_text(
                rows(connection, GROUPS, line_key), rows(connection, EVENTS, line_key), chosen[0]
            )
            break
        if not text:
            known = ", ".join(sorted({line["indicator"] for line in lines}))
            raise NothingToExplainError(
                f"no card of {question.entity_id} weighs {indicator}; "
                f"{cards[0]['scheme']} has: {known}"
            )
        others = [card["scheme"] for card in cards[1:]]
        if indicator is None and others:
            text += ["", f"Other cards (--scheme): {', '.join(others)}"]
        return "\n".join(text)
    finally:
        connection.close()


def rows(connection: duckdb.DuckDBPyConnection, query: str, values: list[Any]) -> list[Row]:
    """The rows of a query by column name."""
    cursor = connection.execute(query, values)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def missing(connection: duckdb.DuckDBPyConnection, question: Question) -> str:
    """What a person who asked for the wrong thing needs to know."""
    known = connection.execute(
        "select distinct period_start from marts.scorecard "
        "where entity_type = ? and entity_id = ? and period = ? order by period_start",
        [question.entity_type, question.entity_id, question.period],
    ).fetchall()
    if not known:
        return f"no {question.entity_type} {question.entity_id} has a card"
    return (
        f"{question.entity_id} has no card for {question.period_start:%Y-%m}; there are cards for "
        + ", ".join(f"{start:%Y-%m}" for (start,) in known)
    )


def card_text(question: Question, card: Row) -> list[str]:
    """Whose card it is and what it came to."""
    total = "no total" if card["total"] is None else f"{card['total']:.2f} points"
    rank = "" if card["rank"] is None else f", rank {card['rank']} (tie group {card['tie_group']})"
    return [
        f"{question.entity_type} {question.entity_id} · {question.period} from "
        f"{question.period_start} · scheme {card['scheme']}"
        + (" (primary)" if card["is_primary"] else ""),
        f"team {card['team_id'] or '–'}, role {card['role'] or '–'}, season {card['season']}",
        f"{total}, {card['grade']}{rank}; coverage {card['coverage']:.0%}",
        "",
    ]


def lines_text(lines: list[Row]) -> list[str]:
    """The card's lines, the costliest first."""
    table = [
        ["indicator", "", "value", "target / baseline", "band", "points", "weight", "lost", ""]
    ]
    for line in lines:
        table.append(
            [
                line["indicator"],
                line["name_zh"],
                shown(line["value"], line["unit"]),
                aim(line),
                line["band"] or "",
                number(line["points"]),
                number(line["weight"]),
                number(line["lost_points"]),
                notes(line),
            ]
        )
    return text_table(table, right=(2, 5, 6, 7))


def line_text(line: Row) -> list[str]:
    """One line: its definition, its sums and what was made of them."""
    return [
        f"{line['name_en']} · {line['name_zh']} ({line['indicator']})",
        f"  definition   {line['formula_en']}",
        f"  定义         {line['formula_zh']}",
        f"  counts for   {line['owner_rule'] or '–'}; source {line['source'] or 'ours'}",
        f"  sums         {plain(line['numerator'])} ÷ {plain(line['denominator'])}, "
        f"{line['sample_size']} events",
        f"  value        {shown(line['value'], line['unit'])} "
        f"(95 %: {shown(line['value_low'], line['unit'])} to "
        f"{shown(line['value_high'], line['unit'])}), aim {aim(line)}",
        f"  judged       {line['band'] or '–'}: {number(line['points'])} points × weight "
        f"{number(line['weight'])} = {number(line['weighted_points'])}; "
        f"lost {number(line['lost_points'])}",
        f"  weight row   {line['weight_row'] or '–'}",
        f"  status       {notes(line) or 'ok'}",
        "",
    ]


def events_text(groups: list[Row], events: list[Row], line: Row) -> list[str]:
    """The events behind a line, and that they add up to it."""
    if not events:
        return ["No event contributes to this line."]
    text = ["Thresholds that judged its events:"]
    table = [["  threshold row", "target", "baseline", "events", "numerator", "denominator"]]
    for group in groups:
        table.append(
            [
                f"  {group['threshold_row'] or '–'}",
                number(group["target"]),
                number(group["baseline"]),
                str(group["events"]),
                plain(group["numerator"]),
                plain(group["denominator"]),
            ]
        )
    text += text_table(table, right=(1, 2, 3, 4, 5))
    text += ["", f"Events (the first {min(SHOWN_EVENTS, len(events))} of {len(events)}):"]
    table = [["  event", "at (UTC)", "numerator", "denominator", "line of the export"]]
    for event in events[:SHOWN_EVENTS]:
        where = "" if event["file"] is None else f"{event['file']}:{event['line']}"
        table.append(
            [
                f"  {event['event_type']} {event['event_id']}",
                f"{event['event_at']:%Y-%m-%d %H:%M:%S}",
                plain(event["numerator"]),
                plain(event["denominator"]),
                where,
            ]
        )
    text += text_table(table, right=(2, 3))
    numerator = sum(event["numerator"] for event in events)
    denominator = sum(event["denominator"] for event in events)
    same = numerator == line["numerator"] and denominator == line["denominator"]
    text += [
        "",
        f"All {len(events)} events: {plain(numerator)} ÷ {plain(denominator)}"
        + (", the line's sums exactly." if same else ": NOT the line's sums, please report this."),
    ]
    return text


def notes(line: Row) -> str:
    """What else there is to know about a line."""
    words = [] if line["status"] == "ok" else [line["status"].replace("_", " ")]
    if line["is_inherited"]:
        words.append(f"the team's ({line['team_id']})")
    return ", ".join(words)


def aim(line: Row) -> str:
    """What the line was compared with."""
    if line["range_low"] is not None:
        return f"{number(line['range_low'])} – {number(line['range_high'])}"
    if line["target"] is None:
        return "–"
    return f"{shown(line['target'], line['unit'])} / {shown(line['baseline'], line['unit'])}"


def shown(value: float | None, unit: str) -> str:
    """A value in its unit."""
    if value is None:
        return "–"
    if unit == "s":
        return duration(value)
    return f"{value:.2f}" + (" %" if unit == "%" else "")


def number(value: float | None) -> str:
    """A figure without superfluous zeros."""
    return "–" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def plain(value: Any) -> str:
    """An exact sum without superfluous zeros."""
    return "–" if value is None else f"{value:f}".rstrip("0").rstrip(".") or "0"
