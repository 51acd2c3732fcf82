"""Dates, periods, opening hours and exceptional days in the business time zone."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from .model import Number, seconds_of

DAY = timedelta(days=1)
PEAK_SHARE = 1.5


def read_seed(path: Path) -> list[dict[str, str]]:
    """The rows of a seed, none when it does not exist."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = csv.DictReader(handle)
        return [{k: (v or "").strip() for k, v in row.items() if k} for row in rows]


def period_start(day: date, period: str) -> date:
    """The first date of the day's day, week, month or quarter."""
    if period == "day":
        return day
    if period == "week":
        return day - timedelta(days=day.weekday())
    if period == "month":
        return day.replace(day=1)
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def next_period(start: date, period: str) -> date:
    """The first date of the period after the one that begins at start."""
    if period == "day":
        return start + DAY
    if period == "week":
        return start + 7 * DAY
    months = start.year * 12 + start.month - 1 + (1 if period == "month" else 3)
    return date(months // 12, months % 12 + 1, 1)


def previous_period(start: date, period: str) -> date:
    """The first date of the period before the one that begins at start."""
    return period_start(start - DAY, period)


def year_before(start: date, period: str) -> date:
    """The first date of the same period a year before (weeks: 52 weeks)."""
    if period == "week":
        return start - 364 * DAY
    if start.month == 2 and start.day == 29:
        return date(start.year - 1, 2, 28)
    return start.replace(year=start.year - 1)


def last_day(start: date, period: str = "month") -> date:
    """The last date of the period that begins at start."""
    return next_period(start, period) - DAY


@dataclass
class Calendar:
    """Exceptional days of the calendar seed; an absent date is an ordinary one."""

    zone: ZoneInfo
    holidays: set[date] = field(default_factory=set)
    seasons: dict[date, str] = field(default_factory=dict)
    goals: dict[date, str] = field(default_factory=dict)
    busy: set[date] = field(default_factory=set)

    def local_date(self, instant: datetime) -> date:
        """The date of the instant in the business time zone."""
        return instant.astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        """The instant at which the date begins."""
        return datetime.combine(day, time(), self.zone)

    def season(self, day: date) -> str:
        """The date's season."""
        return self.seasons.get(day, "normal")

    def is_peak(self, day: date) -> bool:
        """Holiday, promotion, or far busier than the same weekday usually is."""
        return day in self.holidays or self.season(day) == "promotion" or day in self.busy

    def learn_busy_days(self, contacts: Mapping[date, int]) -> None:
        """Marks days over 150 % of the median of the same weekday in the 8 weeks before."""
        if not contacts:
            return
        first = min(contacts)
        for day, count in contacts.items():
            earlier = [day - 7 * week * DAY for week in range(1, 9)]
            usual = [contacts.get(d, 0) for d in earlier if d >= first]
            if usual and count > PEAK_SHARE * median(usual):
                self.busy.add(day)


def read_calendar(path: Path, zone: ZoneInfo) -> Calendar:
    """The calendar seed."""
    calendar = Calendar(zone)
    for row in read_seed(path):
        day = date.fromisoformat(row["date"])
        if row.get("is_holiday", "").lower() in {"true", "1", "yes", "y", "t"}:
            calendar.holidays.add(day)
        if row.get("season"):
            calendar.seasons[day] = row["season"]
        if row.get("goal"):
            calendar.goals[day] = row["goal"]
    return calendar


def _minutes(text: str) -> timedelta:
    hours, minutes = text.split(":")[:2]
    return timedelta(hours=int(hours), minutes=int(minutes))


@dataclass
class BusinessHours:
    """Opening hours by team; a team without rows keeps those of `*`."""

    calendar: Calendar
    openings: dict[str, dict[int, list[tuple[timedelta, timedelta]]]] = field(default_factory=dict)

    def seconds(self, team: str | None, start: datetime, end: datetime) -> Number:
        """Seconds of [start, end) inside the team's opening hours."""
        week = self.openings.get(team or "*") or self.openings.get("*", {})
        total = timedelta()
        day = self.calendar.local_date(start)
        last = self.calendar.local_date(end)
        while day <= last:
            if day not in self.calendar.holidays:
                # Wall-clock times: on a day of a clock change they are not hours since midnight.
                midnight = self.calendar.midnight(day)
                for opens, closes in week.get(day.isoweekday(), []):
                    opened = (midnight + opens).astimezone(UTC)
                    closed = (midnight + closes).astimezone(UTC)
                    inside = min(end, closed) - max(start, opened)
                    total += max(inside, timedelta())
            day += DAY
        return seconds_of(total)


def read_business_hours(path: Path, calendar: Calendar) -> BusinessHours:
    """The business hours seed."""
    hours = BusinessHours(calendar)
    for row in read_seed(path):
        week = hours.openings.setdefault(row["team_id"], {})
        opening = (_minutes(row["opens"]), _minutes(row["closes"]))
        week.setdefault(int(row["weekday"]), []).append(opening)
    return hours
