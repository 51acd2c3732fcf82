"""Cards and their lines: which entity is judged by which scheme, and with what result."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from statistics import median
from typing import NamedTuple

from .business_time import last_day, period_start, read_seed, year_before
from .catalogue import CATALOGUE, GROWTH, NO_AGENT
from .model import Cell, CellKey, Cells, Threshold
from .points import TOLERANCE, points
from .rollup import groups_of
from .schemes import Scheme, Weight, period_season, read_schemes
from .world import World


class CardKey(NamedTuple):
    """What identifies a card."""

    entity_type: str
    entity_id: str
    period: str
    period_start: date
    scheme: str


@dataclass
class Line:
    """One indicator of a card."""

    indicator: str
    weight: Fraction
    cell: Cell | None
    status: str
    points: Fraction | None
    is_inherited: bool


@dataclass
class Card:
    """A scorecard; no total where too little is measured."""

    season: str
    lines: dict[str, Line] = field(default_factory=dict)
    total: Fraction | None = None
    coverage: Fraction = Fraction(0)
    grade: str = "not rated"


class Scoring:
    """Computes every card of every scheme."""

    def __init__(self, world: World, cells: Cells) -> None:
        self.world = world
        self.cells = cells
        seeds = world.settings.seeds
        self.schemes = read_schemes(seeds, world.settings.industry)
        self.grades = sorted(
            (
                (Fraction(row["min_total"]), row["grade"])
                for row in read_seed(seeds / "scoring" / "grade_bands.csv")
                if row["min_total"]
            ),
            reverse=True,
        )
        self.entities: dict[tuple[str, date], set[tuple[str, str]]] = defaultdict(set)
        for key in cells:
            if key.entity_type in {"agent", "team", "company"}:
                self.entities[(key.period, key.period_start)].add(key[:2])
        self.served = self._served()

    def _served(self) -> set[tuple[str, str, str, date, str]]:
        """(entity, period, contact type) with a human contact; a call also by its queue."""
        found = set()
        for contact in self.world.human:
            day = self.world.date_of(contact.start)
            entities = {("company", "company")}
            if contact.owner is not None:
                team = self.world.agents.placement(contact.owner, day).team
                entities |= {("agent", contact.owner), ("team", str(team))}
            if contact.contact_type == "call":
                entities.add(("team", str(self.world.queue_placement(contact).team)))
            for entity in entities:
                for period in ("week", "month", "quarter"):
                    found.add((*entity, period, period_start(day, period), contact.contact_type))
        return found

    def role(self, agent: str, key: CardKey) -> str | None:
        """The agent's role on the period's last day."""
        return self.world.agents.placement(agent, last_day(key.period_start, key.period)).role

    def applies(self, scheme: Scheme, key: CardKey) -> bool:
        """Whether the scheme judges the entity in the period."""
        kind = scheme.row.get("contact_type")
        if kind and (*key[:4], kind) not in self.served:
            return False
        role = scheme.row.get("role")
        if not role or key.entity_type == "company":
            return True
        if key.entity_type == "agent":
            return self.role(key.entity_id, key) == role
        end = last_day(key.period_start, key.period)
        return any(
            self.world.agents.placement(agent, end) == (key.entity_id, role)
            for agent in self.world.agents.versions
        )

    def cards(self) -> dict[CardKey, Card]:
        """Every card that exists."""
        return dict(self._cards())

    def _cards(self) -> Iterator[tuple[CardKey, Card]]:
        for (period, start), entities in self.entities.items():
            for scheme in self.schemes:
                if period not in scheme.periods():
                    continue
                weights = scheme.period_weights(start, period, self.world.calendar)
                season = period_season(start, period, self.world.calendar)
                for entity in entities:
                    key = CardKey(*entity, period, start, scheme.code)
                    own_row = any(CellKey(*key[:4], code) in self.cells for code in weights)
                    if entity[0] in scheme.levels() and own_row and self.applies(scheme, key):
                        yield key, self.card(scheme, key, weights, season)

    def card(self, scheme: Scheme, key: CardKey, weights: dict[str, Fraction], season: str) -> Card:
        """One card with its lines and total."""
        card = Card(season)
        listed = {w.indicator: w for w in scheme.weights_on(last_day(key.period_start, key.period))}
        for code, weight in weights.items():
            rule = listed.get(code) or Weight(code, weight, 1 if code in GROWTH else 5, {})
            card.lines[code] = self.line(scheme, key, rule, weight)
        scored = [
            (line.weight, line.points) for line in card.lines.values() if line.points is not None
        ]
        measured = sum((weight for weight, _ in scored), Fraction(0))
        card.coverage = measured / 100
        if measured and card.coverage >= scheme.min_coverage - TOLERANCE:
            card.total = sum((w * p for w, p in scored), Fraction(0)) / measured
            card.grade = next(
                grade for least, grade in self.grades if card.total >= least - TOLERANCE
            )
        return card

    def line(self, scheme: Scheme, key: CardKey, rule: Weight, weight: Fraction) -> Line:
        """One line: the cell, its status and, where that is ok, its points."""
        code = rule.indicator
        at = CellKey(*key[:4], code)
        inherited = key.entity_type == "agent" and CATALOGUE[code].entities == NO_AGENT
        if inherited:
            end = last_day(key.period_start, key.period)
            team = self.world.agents.placement(key.entity_id, end).team
            at = at._replace(entity_type="team", entity_id=str(team))
        cell = self.cells.get(at)
        if cell is None or cell.value is None:
            return Line(code, weight, cell, "not_measured", None, inherited)
        if cell.sample_size < rule.min_sample:
            return Line(code, weight, cell, "insufficient_sample", None, inherited)
        earned = self.line_points(scheme, key, rule, at, cell)
        status = "not_measured" if earned is None else "ok"
        return Line(code, weight, cell, status, earned, inherited)

    def line_points(
        self, scheme: Scheme, key: CardKey, rule: Weight, at: CellKey, cell: Cell
    ) -> Fraction | None:
        """The groups' points, weighted with their denominators."""
        scale = CATALOGUE[rule.indicator].scale
        own = self.own_threshold(key, rule)
        if own is not None or rule.row.get("target_rule"):
            if own is None:
                return None
            whole = Fraction(cell.numerator) / Fraction(cell.denominator) * scale
            return self.capped(points(rule.indicator, whole, own, scheme.method), rule)
        total, weight = Fraction(0), Fraction(0)
        for group, (numerator, denominator) in groups_of(cell).items():
            if denominator == 0:
                continue
            value = Fraction(numerator) / Fraction(denominator) * scale
            if rule.indicator == "cost_per_contact":
                year_ago = year_before(at.period_start, at.period)
                before = self.cells.get(at._replace(period_start=year_ago))
                if before is None or not before.value or cell.value is None:
                    return None
                value = Fraction(cell.value) / Fraction(before.value) * 100 - 100
            if rule.indicator == "average_order_value_lift":
                value = Fraction(cell.value or 0)
            earned = points(rule.indicator, value, group, scheme.method)
            if earned is not None:
                total += earned * denominator
                weight += denominator
        return self.capped(total / weight if weight else None, rule)

    def own_threshold(self, key: CardKey, rule: Weight) -> Threshold | None:
        """The threshold that the scheme brings: stated, or from the role's median."""
        if rule.row.get("target_rule"):
            if key.entity_type != "agent":
                return None
            role = self.role(key.entity_id, key)
            peers = {
                name
                for kind, name in self.entities[(key.period, key.period_start)]
                if kind == "agent" and self.role(name, key) == role
            }
            found = [
                self.cells.get(CellKey("agent", peer, *key[2:4], rule.indicator)) for peer in peers
            ]
            values = [
                Fraction(cell.numerator) / Fraction(cell.denominator)
                for cell in found
                if cell is not None and cell.denominator
            ]
            target = median(values) if values else None
            if target is None:
                return None
            return Threshold(target, target * (rule.level("baseline_share") or Fraction(4, 5)))
        levels = [rule.level(c) for c in ("target", "baseline", "range_low", "range_high")]
        if all(level is None for level in levels):
            return None
        return Threshold(levels[0], levels[1], range_low=levels[2], range_high=levels[3])

    @staticmethod
    def capped(earned: Fraction | None, rule: Weight) -> Fraction | None:
        """No more than the best band that the line can reach."""
        best = {"good": 80, "4": 80}.get(rule.row.get("best_band", ""), 100)
        return None if earned is None else min(earned, Fraction(best))
