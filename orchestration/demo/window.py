"""The stretch of time that a demo covers, in the support centre's own time zone.

China keeps UTC+8 all year, so local time is a fixed shift and everything stays integer seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

LOCAL_OFFSET = 8 * 3600
DAY = 86_400
HOUR = 3_600

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Month:
    """A calendar month of the window; its end is cut off where the window ends."""

    year: int
    month: int
    start: int
    end: int

    @property
    def label(self) -> str:
        return f"{self.year:04}-{self.month:02}"


@dataclass(frozen=True)
class Window:
    """Days from `first_day` to `last_day`, both included."""

    first_day: date
    last_day: date

    @classmethod
    def of(cls, months: int, last_day: date) -> Window:
        """The month of `last_day` and the whole months before it."""
        if months < 1:
            raise ValueError(f"months is {months}; a demo needs at least one")
        index = last_day.year * 12 + last_day.month - months
        return cls(date(index // 12, index % 12 + 1, 1), last_day)

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1

    @property
    def start(self) -> int:
        return local_midnight(self.first_day)

    @property
    def end(self) -> int:
        """The instant after the last one: what happens later is not known yet."""
        return local_midnight(self.last_day) + DAY

    @property
    def dates(self) -> list[date]:
        return [self.first_day + timedelta(days=i) for i in range(self.days)]

    @property
    def months(self) -> list[Month]:
        """Every month that the window touches, in order."""
        found: list[Month] = []
        first = self.first_day
        while first <= self.last_day:
            following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
            end = min(local_midnight(following), self.end)
            found.append(Month(first.year, first.month, local_midnight(first), end))
            first = following
        return found

    def day_of(self, seconds: Array) -> Array:
        """Index of the local day; instants outside the window fall on its nearest day."""
        return np.clip((seconds - self.start) // DAY, 0, self.days - 1)

    def midnight(self, day: Array | int) -> Array:
        """Start of local days given by index."""
        return self.start + np.asarray(day, dtype=np.int64) * DAY


def local_midnight(day: date) -> int:
    """Unix seconds at the start of a local day."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) - LOCAL_OFFSET


def local_date(seconds: int) -> date:
    """The local day of an instant."""
    return datetime.fromtimestamp(seconds + LOCAL_OFFSET, UTC).date()


def hour_of(seconds: Array) -> Array:
    """Local hour of the day, 0 to 23."""
    return (seconds + LOCAL_OFFSET) % DAY // HOUR
