"""The golden cases as they stand in tests/golden (see its README)."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from orchestration.settings import PROJECT_DIR

GOLDEN = PROJECT_DIR / "tests" / "golden"
GOLDEN_NEW_YORK = PROJECT_DIR / "tests" / "golden_new_york"
Key = tuple[str, str, str, date, str]


@dataclass(frozen=True)
class Expected:
    """A cell of indicator_value as worked by hand; without sums there must be no such row."""

    case: str
    key: Key
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    working: str

    @property
    def has_row(self) -> bool:
        return self.numerator is not None or self.denominator is not None

    def __str__(self) -> str:
        return f"{self.case}: {' '.join(map(str, self.key))}"


def rows_of(path: Path) -> list[dict[str, str]]:
    """A CSV file's rows by header."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def expected_cells(*paths: Path) -> Iterator[Expected]:
    """The cells of the files, in their order."""
    for path in paths:
        for row in rows_of(path):
            key = (
                row["entity_type"],
                row["entity_id"],
                row["period"],
                date.fromisoformat(row["period_start"]),
                row["indicator"],
            )
            figures = [
                Decimal(row[name]) if row[name] else None
                for name in ("numerator", "denominator", "value")
            ]
            yield Expected(row["case"], key, *figures, row["working"])


def deliver(case_folder: Path, landing: Path) -> None:
    """Put a folder of golden cases into a landing folder, each table's file below its table."""
    for file in sorted(case_folder.glob("*.csv")):
        if file.name != "expected.csv":
            target = landing / file.stem / f"{case_folder.name}.csv"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
