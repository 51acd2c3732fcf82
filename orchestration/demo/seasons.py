"""When customers call: public holidays, promotion weeks, weekdays and hours of the day.

`seeds/calendar/calendar.csv` says the same to the warehouse; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from orchestration.demo.window import Array, Window

# Days off as announced by the State Council, weekends inside the span included.
HOLIDAYS = (
    (date(2024, 1, 1), date(2024, 1, 1)),
    (date(2024, 2, 10), date(2024, 2, 17)),
    (date(2024, 4, 4), date(2024, 4, 6)),
    (date(2024, 5, 1), date(2024, 5, 5)),
    (date(2024, 6, 8), date(2024, 6, 10)),
    (date(2024, 9, 15), date(2024, 9, 17)),
    (date(2024, 10, 1), date(2024, 10, 7)),
    (date(2025, 1, 1), date(2025, 1, 1)),
    (date(2025, 1, 28), date(2025, 2, 4)),
    (date(2025, 4, 4), date(2025, 4, 6)),
    (date(2025, 5, 1), date(2025, 5, 5)),
    (date(2025, 5, 31), date(2025, 6, 2)),
    (date(2025, 10, 1), date(2025, 10, 8)),
    (date(2026, 1, 1), date(2026, 1, 3)),
    (date(2026, 2, 15), date(2026, 2, 23)),
    (date(2026, 4, 4), date(2026, 4, 6)),
    (date(2026, 5, 1), date(2026, 5, 5)),
    (date(2026, 6, 19), date(2026, 6, 21)),
    (date(2026, 9, 25), date(2026, 9, 27)),
    (date(2026, 10, 1), date(2026, 10, 7)),
)
SEASONS = (
    *(("promotion", date(y, 6, 12), date(y, 6, 18)) for y in (2024, 2025, 2026)),
    *(("promotion", date(y, 11, 5), date(y, 11, 11)) for y in (2024, 2025, 2026)),
    *(("new_product", date(y, 3, 10), date(y, 3, 23)) for y in (2024, 2025, 2026)),
    *(("new_product", date(y, 9, 8), date(y, 9, 21)) for y in (2024, 2025, 2026)),
    ("off_season", date(2024, 2, 19), date(2024, 3, 3)),
    ("off_season", date(2025, 2, 10), date(2025, 3, 2)),
    ("off_season", date(2026, 2, 25), date(2026, 3, 9)),
)
SPRING_FESTIVALS = (date(2024, 2, 10), date(2025, 1, 28), date(2026, 2, 15))

BY_MONTH = (0.95, 0.88, 0.97, 0.98, 1.0, 1.04, 0.96, 0.97, 1.0, 0.98, 1.08, 1.03)
BY_WEEKDAY = (1.10, 1.05, 1.02, 1.0, 1.0, 0.93, 0.90)
BY_HOUR = np.array(
    [
        [1.6, 0.9, 0.5, 0.35, 0.3, 0.35, 0.7, 1.6, 4.0, 6.8, 7.6, 6.6],
        [5.4, 5.8, 7.0, 7.0, 6.2, 5.4, 4.6, 5.0, 5.6, 5.2, 4.0, 2.6],
    ]
).ravel()
YEARLY_GROWTH = 0.08


@dataclass(frozen=True)
class Days:
    """What is special about each day of the window, by day index."""

    season: list[str]
    is_holiday: Array
    is_promotion: Array
    is_promotion_peak: Array
    demand: Array
    """Contacts of the day relative to the average day."""
    shopping: Array
    """Orders of the day relative to the average day."""


def exceptional_days() -> Iterator[tuple[date, bool, str]]:
    """Every day that is a holiday or belongs to a season, in order."""
    holidays = {day for first, last in HOLIDAYS for day in span(first, last)}
    seasons = {day: name for name, first, last in SEASONS for day in span(first, last)}
    for day in sorted(holidays | seasons.keys()):
        yield day, day in holidays, seasons.get(day, "")


def span(first: date, last: date) -> list[date]:
    """All days from `first` to `last`."""
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def days_of(window: Window, rng: np.random.Generator) -> Days:
    """The demand of every day: trend, month, weekday, season and a little chance."""
    special = {day: (holiday, season) for day, holiday, season in exceptional_days()}
    festivals = {d for first in SPRING_FESTIVALS for d in span(first, first + timedelta(days=7))}
    demand = np.empty(window.days)
    shopping = np.empty(window.days)
    seasons, holidays, peaks = [], np.zeros(window.days, bool), np.zeros(window.days, bool)
    for i, day in enumerate(window.dates):
        holiday, season = special.get(day, (False, ""))
        before = special.get(day - timedelta(days=5), (False, ""))[1]
        peak = season == "promotion" and (day.month, day.day) in ((6, 18), (11, 11))
        level = BY_MONTH[day.month - 1] * (1 + YEARLY_GROWTH * i / 365)
        if day in festivals:
            level *= 0.5
        elif holiday:
            level *= 0.8
        demand[i] = level * BY_WEEKDAY[day.weekday()] * season_factor(season, peak)
        if before == "promotion" and season != "promotion":
            demand[i] *= 1.25  # parcels and regrets arrive after the promotion
        shopping[i] = level * (3.0 if peak else 2.2 if season == "promotion" else 1.0)
        seasons.append(season or "normal")
        holidays[i], peaks[i] = holiday, peak
    demand *= rng.lognormal(0, 0.05, window.days)
    shopping *= rng.lognormal(0, 0.05, window.days)
    promotion = np.array([s == "promotion" for s in seasons])
    return Days(
        season=seasons,
        is_holiday=holidays,
        is_promotion=promotion,
        is_promotion_peak=peaks,
        demand=demand / demand.mean(),
        shopping=shopping / shopping.mean(),
    )


def season_factor(season: str, peak: bool) -> float:
    """How much busier the centre is in a season."""
    if peak:
        return 2.3
    return {"promotion": 1.65, "new_product": 1.12, "off_season": 0.88}.get(season, 1.0)


def draw_instants(window: Window, day: Array, rng: np.random.Generator) -> Array:
    """An instant on each given day, at the hours when people are awake."""
    edges = np.cumsum(BY_HOUR) / BY_HOUR.sum()
    hour = np.minimum(np.searchsorted(edges, rng.random(len(day))), 23)
    return window.midnight(day) + hour * 3600 + rng.integers(0, 3600, len(day))
