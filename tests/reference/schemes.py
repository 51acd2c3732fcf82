"""Schemes and their weights on each day of a period, season and goal overlays included."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from .business_time import Calendar, last_day, read_seed
from .catalogue import GROWTH

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Weight:
    """A row of scheme_weights."""

    indicator: str
    weight: Fraction
    min_sample: int
    row: dict[str, str]

    def level(self, column: str) -> Fraction | None:
        """A threshold that the scheme brings itself."""
        return Fraction(self.row[column]) if self.row.get(column) else None


@dataclass
class Scheme:
    """A row of schemes with its weights and overlays."""

    code: str
    row: dict[str, str]
    weights: list[Weight]
    overlays: dict[str, list[dict[str, str]]]

    @property
    def method(self) -> str:
        """`bands` or `linear`."""
        return self.row.get("method") or "bands"

    @property
    def min_coverage(self) -> Fraction:
        """The least share of weight that must be measured."""
        return Fraction(self.row.get("min_coverage") or "0.5")

    def levels(self) -> list[str]:
        """The kinds of entity that get a card."""
        return self.row["entity_levels"].split("|")

    def periods(self) -> list[str]:
        """The periods that get a card."""
        return (self.row.get("periods") or "month|quarter").split("|")

    def weights_on(self, day: date) -> list[Weight]:
        """The weight rows in force."""
        return [weight for weight in self.weights if in_force(weight.row, day)]

    def period_weights(self, start: date, period: str, calendar: Calendar) -> dict[str, Fraction]:
        """The mean of the weights of the period's days."""
        total: dict[str, Fraction] = defaultdict(Fraction)
        kinds: Counter[tuple[str, str]] = Counter()
        end = last_day(start, period)
        day = start
        while day <= end:
            kinds[(calendar.season(day), calendar.goals.get(day, ""))] += 1
            day += DAY
        for (season, goal), days in kinds.items():
            for indicator, weight in self.day_weights(season, goal, end).items():
                total[indicator] += weight * days
        return {indicator: weight / sum(kinds.values()) for indicator, weight in total.items()}

    def day_weights(self, season: str, goal: str, day: date) -> dict[str, Fraction]:
        """The weights under an overlay: the listed ones fixed, the others fill the rest."""
        base = {weight.indicator: weight.weight for weight in self.weights_on(day)}
        fixed = {
            row["indicator"]: Fraction(row["weight"])
            for name in (season, goal)
            for row in self.overlays.get(name, [])
            if in_force(row, day)
        }
        others = {code: weight for code, weight in base.items() if code not in fixed}
        rest = 100 - sum(fixed.values(), Fraction(0))
        base_rest = sum(others.values(), Fraction(0))
        scale = rest / base_rest if fixed and base_rest else Fraction(1)
        return {**{code: weight * scale for code, weight in others.items()}, **fixed}


def in_force(row: dict[str, str], day: date) -> bool:
    """Whether valid_from and valid_to enclose the day."""
    return (
        (row.get("valid_from") or "0001-01-01")
        <= day.isoformat()
        <= (row.get("valid_to") or "9999-12-31")
    )


def period_season(start: date, period: str, calendar: Calendar) -> str:
    """The season with most days; a tie is normal."""
    end = last_day(start, period)
    days = Counter(calendar.season(start + n * DAY) for n in range((end - start).days + 1))
    most = max(days.values())
    winners = [season for season, count in days.items() if count == most]
    return winners[0] if len(winners) == 1 else "normal"


def read_schemes(seeds: Path, industry: str) -> list[Scheme]:
    """The schemes of the industry."""
    weights: dict[str, list[Weight]] = defaultdict(list)
    for row in read_seed(seeds / "scoring" / "scheme_weights.csv"):
        default = 1 if row["indicator"] in GROWTH else 5
        weights[row["scheme"]].append(
            Weight(
                row["indicator"],
                Fraction(row["weight"]),
                int(row["min_sample"]) if row.get("min_sample") else default,
                row,
            )
        )
    overlays: dict[str, dict[str, list[dict[str, str]]]] = defaultdict(dict)
    for row in read_seed(seeds / "scoring" / "season_overlays.csv"):
        overlays[row["scheme"]].setdefault(row["season"], []).append(row)
    rows = [
        row
        for row in read_seed(seeds / "scoring" / "schemes.csv")
        if row.get("industry", "") in ("", industry)
    ]
    replaced = {row["replaces"] for row in rows if row.get("replaces") and row.get("industry")}
    return [
        Scheme(row["scheme"], row, weights[row["scheme"]], overlays[row["scheme"]])
        for row in rows
        if row["scheme"] not in replaced
    ]
