"""What the published file knows about a card and its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orchestration.explain.question import NothingToExplainError, Question, near, period_name
from orchestration.store import relation_exists

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]

CARDS = """
select
    cards.scheme, schemes.name, schemes.name_zh, cards.is_primary, cards.is_pilot,
    cards.is_complete, cards.total, cards.grade, grades.name_zh as grade_zh, cards.coverage,
    cards.rank, cards.tie_group, cards.season, cards.team_id, cards.role, schemes.min_coverage,
    count(cards.total) over (partition by cards.scheme) as rated
from (
    select * from marts.scorecard where entity_type = $1 and period = $3 and period_start = $4
) as cards
left join catalogue.grade_bands as grades using (grade)
left join (
    select * from marts.dim_scheme
    where valid_from <= $5 and valid_to >= $4
    qualify row_number() over (partition by scheme order by valid_from desc) = 1
) as schemes using (scheme)
qualify cards.entity_id = $2
order by is_primary desc, scheme
"""

LINES = """
select
    lines.*, indicators.name_en, indicators.name_zh, indicators.unit, indicators.direction,
    indicators.scale, indicators.formula_en, indicators.formula_zh, indicators.source,
    indicators.owner_rule, indicators.threshold_basis,
    bands.name_zh as band_zh
from marts.scorecard_line as lines
inner join marts.dim_indicator as indicators using (indicator)
left join catalogue.band_points as bands using (band)
where
    entity_type = ? and entity_id = ? and period = ? and period_start = ? and scheme = ?
order by lines.lost_points desc nulls last, lines.weight desc, lines.indicator
"""

LINE_KEY = """
entity_type = ? and entity_id = ? and period = ? and period_start = ? and scheme = ?
and indicator = ?
"""
EVENTS = f"""
select event_type, event_id, event_at, numerator, denominator, file, line, threshold_row, target,
    baseline
from marts.scorecard_line_evidence
where {LINE_KEY}
order by event_at, event_type, event_id
"""
GROUPS = f"""
select groups.*, bands.name_zh as band_zh
from marts.scorecard_line_group as groups
left join catalogue.band_points as bands using (band)
where {LINE_KEY}
order by threshold_row nulls last, target desc
"""

WEIGHT_ROWS = """
select *
from catalogue.scheme_weights
where
    scheme = $scheme and indicator = $indicator
    and coalesce(valid_from, date '1900-01-01') <= $last
    and coalesce(valid_to, date '9999-12-31') >= $first
order by valid_from desc nulls last
"""
OVERLAID_DAYS = """
select overlays.season, seasons.name_zh, count(distinct dates.date_day) as days,
    max(case when overlays.indicator = $indicator then overlays.weight end) as weight
from marts.dim_date as dates
inner join (
    select distinct on (season, scheme, indicator) * from catalogue.season_overlays
    where
        scheme = $scheme
        and coalesce(valid_from, date '1900-01-01') <= $last
        and coalesce(valid_to, date '9999-12-31') >= $first
) as overlays
    on overlays.season = dates.season or overlays.season = dates.goal
left join catalogue.seasons as seasons
    on overlays.season = seasons.season
where dates.date_day between $first and $last
group by overlays.season, seasons.name_zh
order by overlays.season
"""


class Facts:
    """Queries over the published file about one question."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, question: Question, business_timezone: str
    ) -> None:
        self._connection = connection
        self.question = question
        self._business_timezone = business_timezone

    def rows(self, query: str, values: Any) -> list[Row]:
        """The rows of a query by column name."""
        cursor = self._connection.execute(query, values)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def cards(self, scheme: str | None) -> list[Row]:
        """The entity's cards, the primary one first; all of one scheme where it is named."""
        cards = self.rows(CARDS, [*self.question.key, self.question.period_end])
        if not cards:
            raise NothingToExplainError(self._why_no_card())
        chosen = [card for card in cards if scheme in (None, card["scheme"])]
        if not chosen:
            raise NothingToExplainError(
                f"{self.question.entity_id} has no card of scheme {scheme}"
                + near(str(scheme), [card["scheme"] for card in cards])
            )
        return chosen

    def lines(self, scheme: str) -> list[Row]:
        return self.rows(LINES, [*self.question.key, scheme])

    def groups(self, line: Row) -> list[Row]:
        return self.rows(GROUPS, self._line_key(line))

    def events(self, line: Row) -> list[Row]:
        return self.rows(EVENTS, self._line_key(line))

    def weight_rows(self, line: Row) -> list[Row]:
        """The rows of scheme_weights that hold in the period, the newest first."""
        return self.rows(WEIGHT_ROWS, self._span(line))

    def overlaid_days(self, line: Row) -> list[Row]:
        """Seasons and goals of the period with an overlay of the scheme: days, weight listed."""
        return self.rows(OVERLAID_DAYS, self._span(line))

    def official(self, scheme: str) -> Row | None:
        """The sealed card, with why it differs from today's where it does."""
        if not relation_exists(self._connection, "official", "scorecard"):
            return None
        found = self.rows(
            """
            select
                sealed.total, sealed.grade, sealed.sealed_build_id, restated.reason,
                restated.lines
            from official.scorecard as sealed
            left join official.scorecard_restatement as restated
                using (entity_type, entity_id, period, period_start, scheme)
            where
                entity_type = ? and entity_id = ? and period = ? and period_start = ?
                and scheme = ?
            """,
            [*self.question.key, scheme],
        )
        return found[0] if found else None

    def parameter(self, name: str) -> float:
        found = self._connection.execute(
            "select value from catalogue.scoring_parameters where parameter = ?", [name]
        ).fetchone()
        return float(found[0]) if found else 1.0

    def business_timezone(self) -> str:
        """The zone whose dates the build goes by; the environment's where no build noted it."""
        found = self._connection.execute(
            "select business_timezone from audit.refresh where outcome = 'published' "
            "order by build_id desc limit 1"
        ).fetchone()
        return str(found[0]) if found else self._business_timezone

    def indicator_codes(self) -> dict[str, str]:
        """Everything by which somebody may call an indicator, folded, and its code."""
        found = self._connection.execute(
            "select indicator, name_en, name_zh from marts.dim_indicator"
        ).fetchall()
        return {name.casefold(): row[0] for row in found for name in row}

    def _line_key(self, line: Row) -> list[object]:
        return [*self.question.key, line["scheme"], line["indicator"]]

    def _span(self, line: Row) -> Row:
        return {
            "scheme": line["scheme"],
            "indicator": line["indicator"],
            "first": self.question.period_start,
            "last": self.question.period_end,
        }

    def _why_no_card(self) -> str:
        """What a person who asked for the wrong thing needs to know."""
        asked = self.question
        starts = [
            start
            for (start,) in self._connection.execute(
                "select distinct period_start from marts.scorecard where entity_type = ? "
                "and entity_id = ? and period = ? order by period_start",
                asked.key[:3],
            ).fetchall()
        ]
        if starts:
            return (
                f"{asked.entity_id} has no card for "
                f"{period_name(asked.period, asked.period_start)}; its cards run from "
                f"{period_name(asked.period, starts[0])} to {period_name(asked.period, starts[-1])}"
            )
        ids = self._ids()
        named = self._agents_called(asked.entity_id)
        return f"no {asked.entity_type} {asked.entity_id} has a card by {asked.period}" + (
            f"; did you mean {' or '.join(named)}?" if named else near(asked.entity_id, ids)
        )

    def _ids(self) -> list[str]:
        """The entities of the kind that have cards."""
        found = self._connection.execute(
            "select distinct entity_id from marts.scorecard where entity_type = ? "
            "and period = ? order by entity_id",
            [self.question.entity_type, self.question.period],
        ).fetchall()
        return [name for (name,) in found]

    def _agents_called(self, name: str) -> list[str]:
        """The ids of the agents of this name: people know names better than ids."""
        found = self._connection.execute(
            "select distinct agent_id from marts.dim_agent where lower(name) = lower(?) order by 1",
            [name],
        ).fetchall()
        return [agent for (agent,) in found] if self.question.entity_type == "agent" else []
