"""The figures of one report, read from the published file and nothing else."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from orchestration.report import insight_queries, queries
from orchestration.report.words import Text, value_text
from orchestration.store import relation_exists

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]

COMPANY, TEAM, AGENT = "company", "team", "agent"
TREND_MONTHS = 3
PARAMETER = re.compile(r"\$(\w+)")
MOST_CAUSES = 12
MOST_ALERTS = 15


class ReportError(ValueError):
    """A month that cannot be reported on; says which can."""


@dataclass(frozen=True)
class Subject:
    """Whom a report is about: the company or a team."""

    entity_type: str
    entity_id: str
    name: Text


@dataclass(frozen=True)
class Edition:
    """What all reports of a month have in common."""

    month: date
    months: list[date]
    build_id: str
    as_of: datetime | None
    is_complete: bool
    is_latest: bool
    sealed_build_id: str | None
    restated: int
    team_names: dict[str, str]
    agent_names: dict[str, str]
    grades: dict[str, Text]
    indicators: dict[str, Text]


@dataclass(frozen=True)
class Agent:
    """The page of one agent."""

    agent_id: str
    name: str
    card: Row
    lines: list[Row]
    career: Row | None
    recognition: Row | None
    needs: list[Row]
    warnings: list[Row]


@dataclass(frozen=True)
class Report:
    """Everything that one file shows."""

    edition: Edition
    subject: Subject
    card: Row | None
    totals: list[Row]
    lines: list[Row]
    trend: list[Row]
    themes: list[Row]
    heatmap: list[Row]
    teams: list[Row]
    ranking: list[Row]
    causes: list[Row]
    actions: list[Row]
    alerts: list[Row]
    forecast: list[Row] = field(default_factory=list)
    agents: list[Agent] = field(default_factory=list)


class Reader:
    """Questions to one published file about one month."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, edition: Edition) -> None:
        self._connection = connection
        self.edition = edition
        self._values: Row = {"month": edition.month, "months": edition.months}

    def subjects(self) -> list[Subject]:
        """The company first, then every team with a card, by name."""
        found = self._rows(queries.SUBJECTS)
        return [
            Subject(row["entity_type"], row["entity_id"], self._name_of(row))
            for row in sorted(found, key=lambda row: (row["entity_type"], row["entity_id"]))
        ]

    def report(self, subject: Subject) -> Report:
        """All figures of one subject."""
        whom = {"entity_type": subject.entity_type, "entity_id": subject.entity_id}
        card = next(iter(self._rows(queries.CARD, **whom)), None)
        scheme = card["scheme"] if card else None
        is_company = subject.entity_type == COMPANY
        # Days to come belong to the newest report only.
        has_forecast = is_company and self.edition.is_latest
        team = {"team_id": subject.entity_id}
        return Report(
            edition=self.edition,
            subject=subject,
            card=card,
            totals=self._rows(queries.TOTALS, **whom),
            lines=self._rows(queries.LINES, **whom, scheme=scheme),
            trend=self._rows(queries.TREND, **whom, scheme=scheme),
            themes=self._rows(insight_queries.THEMES, **team),
            heatmap=self._rows(insight_queries.HEATMAP, **team),
            teams=self._rows(queries.TEAM_RANKING) if is_company else [],
            ranking=self._rows(queries.RANKING, **team),
            causes=self._rows(insight_queries.CAUSES, **whom)[:MOST_CAUSES],
            actions=self._rows(insight_queries.ACTIONS, **team),
            alerts=self._rows(insight_queries.ALERTS, **team)[:MOST_ALERTS],
            forecast=self._rows(insight_queries.FORECAST) if has_forecast else [],
            agents=[] if is_company else self._agents(subject.entity_id),
        )

    def _agents(self, team_id: str) -> list[Agent]:
        ranking = self._rows(queries.RANKING, team_id=team_id)
        lines = self._by_agent(queries.AGENT_LINES, team_id)
        careers = self._by_agent(queries.CAREERS, team_id)
        recognitions = self._by_agent(queries.RECOGNITIONS, team_id)
        needs = self._by_agent(insight_queries.NEEDS, team_id)
        warnings = self._by_agent(insight_queries.WARNINGS, team_id)
        return [
            Agent(
                agent_id=card["entity_id"],
                name=self.edition.agent_names.get(card["entity_id"], ""),
                card=card,
                lines=lines[card["entity_id"]],
                career=next(iter(careers[card["entity_id"]]), None),
                recognition=next(iter(recognitions[card["entity_id"]]), None),
                needs=needs[card["entity_id"]],
                warnings=warnings[card["entity_id"]],
            )
            for card in ranking
        ]

    def _by_agent(self, sql: str, team_id: str) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self._rows(sql, team_id=team_id):
            found[row["agent_id"]].append(row)
        return found

    def _name_of(self, row: Row) -> Text:
        if row["entity_type"] == COMPANY:
            return Text("Company", "公司")
        name = self.edition.team_names.get(row["entity_id"])
        return Text(name, name) if name else value_text(row["entity_id"])

    def _rows(self, sql: str, **values: Any) -> list[Row]:
        return rows_of(self._connection, sql, {**self._values, **values})


def read_edition(connection: duckdb.DuckDBPyConnection, month: date | None) -> Edition:
    """The month that is asked for, or the last complete one.

    Raises ReportError where there are no scorecards of it.
    """
    if not relation_exists(connection, "marts", "scorecard"):
        raise ReportError("the published file has no scorecards: refresh first")
    known = rows_of(connection, queries.MONTHS, {})
    if not known:
        raise ReportError("there is no scorecard of any month yet")
    complete = [row["month"] for row in known if row["is_complete"]]
    if month is None and not complete:
        raise ReportError("no month is complete yet; name one to report on it all the same")
    chosen = month or complete[-1]
    if chosen not in [row["month"] for row in known]:
        first, last = known[0]["month"], known[-1]["month"]
        raise ReportError(
            f"{chosen:%Y-%m} has no scorecards; there are some from {first:%Y-%m} to {last:%Y-%m}"
        )
    values = {"month": chosen}
    build = rows_of(connection, queries.BUILD, {})[0]
    return Edition(
        month=chosen,
        months=_months_up_to(chosen),
        build_id=build["build_id"],
        as_of=build["as_of"],
        is_complete=chosen in complete,
        is_latest=chosen >= complete[-1] if complete else True,
        sealed_build_id=_sealed_build(connection, values),
        restated=_restated(connection, values),
        team_names=_names(connection, queries.TEAM_NAMES, values),
        agent_names=_names(connection, queries.AGENT_NAMES, values),
        grades={
            row["grade"]: Text(row["grade"], row["name_zh"])
            for row in rows_of(connection, queries.GRADES, {})
        },
        indicators={
            row["indicator"]: Text(row["name_en"], row["name_zh"])
            for row in rows_of(connection, queries.INDICATORS, {})
        },
    )


def rows_of(connection: duckdb.DuckDBPyConnection, sql: str, values: Row) -> list[Row]:
    """The rows of a query as dicts; only the values that it names are handed on."""
    asked = set(PARAMETER.findall(sql))
    result = connection.execute(sql, {name: values[name] for name in asked})
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _names(connection: duckdb.DuckDBPyConnection, sql: str, values: Row) -> dict[str, str]:
    return {row["id"]: row["name"] for row in rows_of(connection, sql, values)}


def _sealed_build(connection: duckdb.DuckDBPyConnection, values: Row) -> str | None:
    if not relation_exists(connection, "official", "scorecard"):
        return None
    found = rows_of(connection, queries.SEALED, values)
    return found[0]["sealed_build_id"] if found else None


def _restated(connection: duckdb.DuckDBPyConnection, values: Row) -> int:
    if not relation_exists(connection, "official", "scorecard_restatement"):
        return 0
    return int(rows_of(connection, queries.RESTATED, values)[0]["restated"])


def _months_up_to(month: date) -> list[date]:
    """The month and the two before it, oldest first."""
    ordinal = month.year * 12 + month.month - 1
    found: Sequence[int] = range(ordinal - TREND_MONTHS + 1, ordinal + 1)
    return [date(number // 12, number % 12 + 1, 1) for number in found]
