"""Which threshold applies to an event, after peak relaxation and VIP tightening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from .business_time import Calendar, read_seed
from .catalogue import CATALOGUE
from .model import Strata, Threshold

if TYPE_CHECKING:
    from .world import Settings

STRATA_COLUMNS = (
    "role",
    "channel",
    "contact_type",
    "customer_type",
    "customer_segment",
    "price_band",
    "product_category",
    "is_complex",
    "is_remote",
    "stage",
    "season",
    "day_type",
)
EDGES = ("excellent_edge", "good_edge", "qualified_edge", "to_improve_edge")
VIP_INDICATORS = {"first_response_time", "first_response_time_business", "average_response_time"}
ANY_VALUE = ("", "*", "any", "all")


@dataclass(frozen=True)
class TargetRow:
    """One row of the seed."""

    named: tuple[tuple[str, str], ...]
    precedence: int
    valid_from: date
    valid_to: date
    levels: Threshold

    def matches(self, facts: dict[str, str | None], day: date) -> bool:
        """Whether every stratum that the row names is the event's."""
        return self.valid_from <= day <= self.valid_to and all(
            facts[column] == value for column, value in self.named
        )

    def names(self, *columns: str) -> bool:
        """Whether the row names one of the strata."""
        return any(column in columns for column, _ in self.named)


def _number(text: str | None) -> Fraction | None:
    return Fraction(text) if text else None


def _stratum(column: str, text: str) -> str:
    if column in {"is_complex", "is_remote"}:
        return "true" if text.lower() in {"true", "1", "t", "yes"} else "false"
    return text


def _row(row: dict[str, str]) -> TargetRow:
    named = tuple(
        (column, _stratum(column, row[column]))
        for column in STRATA_COLUMNS
        if row.get(column, "") not in ANY_VALUE
    )
    levels = Threshold(
        _number(row["target"]),
        _number(row["baseline"]),
        tuple(_number(row.get(edge)) for edge in EDGES),
        _number(row.get("range_low")),
        _number(row.get("range_high")),
    )
    return TargetRow(
        named,
        int(row["precedence"]) if row.get("precedence") else len(named),
        date.fromisoformat(row["valid_from"]) if row.get("valid_from") else date.min,
        date.fromisoformat(row["valid_to"]) if row.get("valid_to") else date.max,
        levels,
    )


def scaled(levels: Threshold, factor: Fraction) -> Threshold:
    """The threshold with every level multiplied."""
    return Threshold(
        levels.target * factor if levels.target is not None else None,
        levels.baseline * factor if levels.baseline is not None else None,
        tuple(edge * factor if edge is not None else None for edge in levels.edges),
        levels.range_low,
        levels.range_high,
    )


class Thresholds:
    """The indicator_targets seed."""

    def __init__(self, settings: Settings, calendar: Calendar) -> None:
        self.calendar = calendar
        self.peak_factor = Fraction(settings.peak_relaxation)
        self.vip_factor = Fraction(settings.vip_tightening)
        self.rows: dict[str, list[TargetRow]] = {}
        self.known: dict[Threshold, Threshold] = {}
        self.cache: dict[tuple[object, ...], Threshold | None] = {}
        for seed in ("scoring", "catalogue"):
            for row in read_seed(settings.seeds / seed / "indicator_targets.csv"):
                if row.get("industry", "") in (*ANY_VALUE, settings.industry):
                    self.rows.setdefault(row["indicator"], []).append(_row(row))

    def matching(
        self, indicator: str, strata: Strata, role: str | None, day: date
    ) -> TargetRow | None:
        """The row of the highest precedence among those that match."""
        facts: dict[str, str | None] = {
            **strata._asdict(),
            "role": role,
            "is_complex": "true" if strata.is_complex else "false",
            "is_remote": "true" if strata.is_remote else "false",
            "season": self.calendar.season(day),
            "day_type": "peak" if self.calendar.is_peak(day) else "normal",
        }
        found = [row for row in self.rows.get(indicator, []) if row.matches(facts, day)]
        if not found:
            return None
        best = max(row.precedence for row in found)
        winners = [row for row in found if row.precedence == best]
        if len(winners) > 1:
            raise ValueError(f"{indicator}: two thresholds of precedence {best} meet: {winners}")
        return winners[0]

    def final(
        self, indicator: str, strata: Strata, role: str | None, day: date
    ) -> Threshold | None:
        """The threshold of an event, None where no row matches."""
        key = (indicator, strata, role, day)
        if key not in self.cache:
            found = self._final(indicator, strata, role, day)
            self.cache[key] = None if found is None else self.known.setdefault(found, found)
        return self.cache[key]

    def _final(
        self, indicator: str, strata: Strata, role: str | None, day: date
    ) -> Threshold | None:
        row = self.matching(indicator, strata, role, day)
        if row is None:
            return None
        factor = Fraction(1)
        is_duration = CATALOGUE[indicator].unit == "s"
        if is_duration and self.calendar.is_peak(day) and not row.names("day_type", "season"):
            factor *= self.peak_factor
        if (
            indicator in VIP_INDICATORS
            and strata.customer_segment == "vip"
            and not row.names("customer_segment")
        ):
            factor *= self.vip_factor
        return scaled(row.levels, factor)
