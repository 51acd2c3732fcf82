"""Sums events into cells: every entity and period that an indicator is offered for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import chain
from math import sqrt
from typing import NamedTuple

from . import (
    indicators_compliance,
    indicators_growth,
    indicators_handling,
    indicators_resolution,
    indicators_response,
    indicators_satisfaction,
    indicators_value,
)
from .business_time import period_start
from .catalogue import CATALOGUE
from .model import NOWHERE, Cell, CellKey, Cells, Event, Number, Threshold
from .world import World

Z = 1.959963984540054
FAMILIES = (
    indicators_response,
    indicators_handling,
    indicators_resolution,
    indicators_satisfaction,
    indicators_compliance,
    indicators_value,
    indicators_growth,
)


def all_events(world: World) -> Iterator[Event]:
    """The events of every additive indicator."""
    return chain.from_iterable(family.events(world) for family in FAMILIES)


class CoreKey(NamedTuple):
    """The grain of the daily core."""

    indicator: str
    day: date
    owner: str | None
    team: str | None
    role: str | None
    channel: str | None
    contact_type: str | None
    group: Threshold | None

    def entity_id(self, entity_type: str) -> str | None:
        """The entity of the type that the row counts for, if any."""
        return {
            "company": "company",
            "role": self.role,
            "team": self.team,
            "agent": self.owner,
            "channel": self.channel,
            "contact_type": self.contact_type,
        }[entity_type]


@dataclass(slots=True)
class Sums:
    """What the daily core adds up."""

    numerator: Number = 0
    denominator: Number = 0
    events: int = 0
    squares: Number = 0


def daily_core(world: World, events: Iterable[Event]) -> dict[CoreKey, Sums]:
    """Sums by indicator, date, place, strata that entities need, and threshold group."""
    core: dict[CoreKey, Sums] = defaultdict(Sums)
    for event in events:
        placement = event.placement
        if placement is None:
            placement = NOWHERE
            if event.owner is not None:
                placement = world.agents.placement(event.owner, event.day)
        group = world.thresholds.final(event.indicator, event.strata, placement.role, event.day)
        key = CoreKey(
            event.indicator,
            event.day,
            event.owner,
            placement.team,
            placement.role,
            event.strata.channel,
            event.strata.contact_type,
            group,
        )
        sums = core[key]
        sums.numerator += event.numerator
        sums.denominator += event.denominator
        if event.denominator > 0:
            sums.events += 1
            sums.squares += event.numerator * event.numerator
    return core


def roll_up(world: World, events: Iterable[Event]) -> Cells:
    """The cells of additive indicators."""
    cells: Cells = {}
    for key, sums in daily_core(world, events).items():
        scope = CATALOGUE[key.indicator]
        for period in scope.periods:
            start = period_start(key.day, period)
            if start > world.last_day:
                continue
            for entity_type in scope.entities:
                entity_id = key.entity_id(entity_type)
                if entity_id is not None:
                    at = CellKey(entity_type, entity_id, period, start, key.indicator)
                    cells.setdefault(at, Cell()).add(
                        sums.numerator, sums.denominator, sums.events, sums.squares, key.group
                    )
    kept = {at: cell for at, cell in cells.items() if cell.numerator or cell.denominator}
    for at, cell in kept.items():
        finish(cell, at.indicator)
    return kept


def finish(cell: Cell, code: str) -> None:
    """Sets the value and its 95 % interval."""
    indicator = CATALOGUE[code]
    if cell.denominator == 0:
        return
    exact = Fraction(cell.numerator) / Fraction(cell.denominator)
    cell.value = float(exact * indicator.scale)
    if indicator.interval == "wilson":
        cell.value_low, cell.value_high = wilson(float(exact), int(cell.denominator))
    if indicator.interval == "mean" and cell.sample_size > 1:
        n = cell.sample_size
        spread = Fraction(cell.sum_of_squares) - Fraction(cell.numerator) ** 2 / n
        half = Z * sqrt(float(max(spread, Fraction(0)) / (n - 1)) / n) * indicator.scale
        cell.value_low, cell.value_high = cell.value - half, cell.value + half


def wilson(share: float, n: int) -> tuple[float, float]:
    """The 95 % Wilson interval of a share, in percent."""
    centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return 100 * (centre - half), 100 * (centre + half)


def indicator_values(world: World) -> Cells:
    """Every cell of the specification."""
    cells = roll_up(world, all_events(world))
    special = {**indicators_value.order_value_cells(world), **indicators_value.cost_cells(world)}
    for key, cell in special.items():
        if key.period_start <= world.last_day and (cell.numerator or cell.denominator):
            cells[key] = cell
    return cells


def groups_of(cell: Cell) -> dict[Threshold, tuple[Number, Number]]:
    """The cell's threshold groups without the events that have no threshold."""
    return {group: sums for group, sums in cell.groups.items() if group is not None}
