"""Compares published indicator values with the reference, cell by cell."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from .business_time import last_day, previous_period, year_before
from .computation import Reference
from .model import Cell, CellKey, Cells

Published = Mapping[str, object]
RELATIVE, SAMPLES = 1e-6, 3
INEXACT = {"average_order_value_lift"}  # sums of means: no exact numerator or denominator
YEAR_ON_YEAR = {"cost_per_contact"}


class Differences:
    """Missing, extra and different cells, told by subject with a few samples each."""

    def __init__(self) -> None:
        self.counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.samples: dict[tuple[str, str], list[str]] = defaultdict(list)

    def add(self, subject: str, kind: str, text: str) -> None:
        """Notes one difference."""
        self.counts[subject][kind] += 1
        if len(self.samples[(subject, kind)]) < SAMPLES:
            self.samples[(subject, kind)].append(text)

    def report(self) -> list[str]:
        """One line per subject, then its samples."""
        lines = []
        for subject in sorted(self.counts):
            kinds = self.counts[subject]
            lines.append(f"{subject}: " + ", ".join(f"{n} {kind}" for kind, n in kinds.items()))
            for kind in kinds:
                lines += [f"    {kind}: {text}" for text in self.samples[(subject, kind)]]
        return lines


def exact(value: object) -> Fraction | None:
    """A published number as it stands; none stays none."""
    if value is None:
        return None
    assert isinstance(value, int | float | Decimal | Fraction)
    return Fraction(value)


def as_date(value: object) -> date:
    """A published date."""
    if isinstance(value, datetime):
        return value.date()
    assert isinstance(value, date)
    return value


def near(left: object, right: object, tolerance: float = RELATIVE) -> bool:
    """Equal, both null, or within the relative tolerance."""
    one, other = exact(left), exact(right)
    if one is None or other is None:
        return one is None and other is None
    return abs(one - other) <= Fraction(tolerance) * max(Fraction(1), abs(one), abs(other))


def same_sum(left: object, right: object) -> bool:
    """Exactly equal; a published DOUBLE to its own precision; null counts as nothing."""
    one, other = exact(left) or Fraction(0), exact(right) or Fraction(0)
    if isinstance(left, float):
        return abs(one - other) <= abs(other) * Fraction(1, 10**14)
    return one == other


def value_of(cells: Cells, key: CellKey, start: date) -> float | None:
    """The value of the same cell in another period."""
    cell = cells.get(key._replace(period_start=start))
    return cell.value if cell else None


def attainment(cells: Cells, key: CellKey, cell: Cell) -> float | None:
    """Share of the way from baseline to target."""
    value = cell.value
    if key.indicator in YEAR_ON_YEAR:
        before = value_of(cells, key, year_before(key.period_start, key.period))
        value = None if value is None or not before else (value / before - 1) * 100
    target, baseline = cell.target, cell.baseline
    if value is None or target is None or baseline is None or target == baseline:
        return None
    return float((Fraction(value) - baseline) / (target - baseline))


def compare_indicator_values(reference: Reference, rows: Iterable[Published]) -> list[str]:
    """What is missing, extra or different in `marts.indicator_value`."""
    cells, as_of_day = reference.cells, reference.world.last_day
    found = Differences()
    seen = set()
    for row in rows:
        key = CellKey(
            str(row["entity_type"]),
            str(row["entity_id"]),
            str(row["period"]),
            as_date(row["period_start"]),
            str(row["indicator"]),
        )
        seen.add(key)
        where = " ".join(map(str, key[:4]))
        cell = cells.get(key)
        if cell is None:
            sums = f"{row['numerator']} / {row['denominator']}"
            found.add(key.indicator, "extra", f"{where}: {sums}")
            continue
        for column, published, expected, equal in checks(cells, key, cell, row, as_of_day):
            if not equal:
                shown = float(expected) if isinstance(expected, Fraction) else expected
                found.add(
                    key.indicator,
                    f"different {column}",
                    f"{where}: published {published}, expected {shown}",
                )
    for key in cells.keys() - seen:
        cell = cells[key]
        sums = f"{cell.numerator} / {cell.denominator}"
        found.add(key.indicator, "missing", " ".join(map(str, key[:4])) + f": {sums}")
    return found.report()


def checks(
    cells: Cells, key: CellKey, cell: Cell, row: Published, as_of_day: date
) -> Iterable[tuple[str, object, object, bool]]:
    """(column, published, expected, whether they agree) of one cell."""
    sums = near if key.indicator in INEXACT else same_sum
    for column, expected in (("numerator", cell.numerator), ("denominator", cell.denominator)):
        published = row[column]
        if key.indicator in INEXACT and published is None:
            published = 0
        yield column, published, expected, sums(published, expected)
    others: dict[str, object] = {
        "value": cell.value,
        "sample_size": cell.sample_size,
        "target": cell.target,
        "baseline": cell.baseline,
        "attainment": attainment(cells, key, cell),
        "prev_value": value_of(cells, key, previous_period(key.period_start, key.period)),
        "same_period_last_year_value": value_of(
            cells, key, year_before(key.period_start, key.period)
        ),
        "value_low": cell.value_low,
        "value_high": cell.value_high,
    }
    for column, wanted in others.items():
        if column in row:
            yield column, row[column], wanted, near(row[column], wanted)
    if "is_complete" in row:
        complete = last_day(key.period_start, key.period) < as_of_day
        yield "is_complete", row["is_complete"], complete, row["is_complete"] == complete
