"""The vocabulary of the reference: strata, events, thresholds and cells."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

Number = int | Fraction
MICROSECOND = timedelta(microseconds=1)


def seconds_between(start: datetime, end: datetime) -> Number:
    """The exact seconds from start to end, an int where they are whole."""
    return seconds_of(end - start)


def seconds_of(length: timedelta) -> Number:
    """The exact seconds of a length of time."""
    if length.microseconds == 0:
        return length.days * 86400 + length.seconds
    return Fraction(length // MICROSECOND, 10**6)


class Strata(NamedTuple):
    """What a threshold may depend on, apart from the owner's role and the date."""

    contact_type: str | None = None
    channel: str | None = None
    customer_type: str | None = None
    customer_segment: str | None = None
    price_band: str | None = None
    product_category: str | None = None
    is_complex: bool = False
    is_remote: bool = False
    stage: str | None = None


NO_STRATA = Strata()


class Placement(NamedTuple):
    """Team and role an event belongs to; None where it belongs to none."""

    team: str | None
    role: str | None


NOWHERE = Placement(None, None)


@dataclass(frozen=True, slots=True)
class Event:
    """One event's contribution to one indicator."""

    indicator: str
    day: date
    owner: str | None
    numerator: Number
    denominator: Number
    event_type: str
    event_id: str
    strata: Strata = NO_STRATA
    placement: Placement | None = None  # where it is not the owner's on the day


@dataclass(frozen=True)
class Threshold:
    """The final threshold of an event; two events with equal ones form one group."""

    target: Fraction | None
    baseline: Fraction | None
    edges: tuple[Fraction | None, ...] = (None, None, None, None)
    range_low: Fraction | None = None
    range_high: Fraction | None = None

    @cached_property
    def _levels_hash(self) -> int:
        return hash((self.target, self.baseline, self.edges, self.range_low, self.range_high))

    def __hash__(self) -> int:
        """Hashing fractions is slow and is done millions of times: once is enough."""
        return self._levels_hash


class CellKey(NamedTuple):
    """What identifies a value."""

    entity_type: str
    entity_id: str
    period: str
    period_start: date
    indicator: str


@dataclass(slots=True)
class Cell:
    """The sums of one cell, and by threshold group."""

    numerator: Number = 0
    denominator: Number = 0
    sample_size: int = 0
    sum_of_squares: Number = 0
    groups: dict[Threshold | None, tuple[Number, Number]] = field(default_factory=dict)
    value: float | None = None
    value_low: float | None = None
    value_high: float | None = None
    four_sums: tuple[Number, int, Number, int] | None = None  # average_order_value_lift only

    def add(
        self,
        numerator: Number,
        denominator: Number,
        events: int,
        squares: Number,
        group: Threshold | None,
    ) -> None:
        """Adds the sums of some events of one threshold group."""
        self.numerator += numerator
        self.denominator += denominator
        self.sample_size += events
        self.sum_of_squares += squares
        old = self.groups.get(group, (0, 0))
        self.groups[group] = (old[0] + numerator, old[1] + denominator)

    def weighted_mean(self, part: str) -> Fraction | None:
        """The denominator-weighted mean of `target` or `baseline` over the groups with one."""
        total, weight = Fraction(0), Fraction(0)
        for group, (_, denominator) in self.groups.items():
            level = getattr(group, part) if group else None
            if level is not None and denominator > 0:
                total += level * denominator
                weight += denominator
        return total / weight if weight else None

    @property
    def target(self) -> Fraction | None:
        """The denominator-weighted target."""
        return self.weighted_mean("target")

    @property
    def baseline(self) -> Fraction | None:
        """The denominator-weighted baseline."""
        return self.weighted_mean("baseline")


Cells = dict[CellKey, Cell]
