"""Compares a published warehouse with the reference's own computation.

`python -m tests.reference.compare <landing folder> <warehouse.duckdb>`; AS_OF, INDUSTRY and
SEEDS_DIR are read from the environment. Quarantined rows and refused files are left out.
"""

import os
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from .compare_cards import compare_lines, compare_scorecards
from .compare_values import Published, compare_indicator_values
from .delivery import SHANGHAI, parse_instant, read_landing
from .model import Cells
from .rollup import indicator_values
from .scorecard import Card, CardKey, Scoring
from .world import Settings, World

__all__ = ["compare_indicator_values", "compare_lines", "compare_scorecards", "compute"]


@dataclass
class Reference:
    """The reference's figures of one landing folder."""

    world: World
    cells: Cells
    cards: dict[CardKey, Card]


def compute(
    landing: Path,
    settings: Settings,
    skip: set[tuple[str, int]] | None = None,
    refused: set[str] | None = None,
) -> Reference:
    """Indicators and scorecards of a landing folder."""
    delivery = read_landing(landing, settings.zone, skip or set(), refused or set())
    world = World(delivery, settings)
    cells = indicator_values(world)
    return Reference(world, cells, Scoring(world, cells).cards())


def published(connection: duckdb.DuckDBPyConnection, table: str) -> list[Published]:
    """The rows of a published table, none where it does not exist."""
    try:
        cursor = connection.execute(f"select * from {table}")
    except duckdb.CatalogException:
        return []
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def main(landing: Path, warehouse: Path) -> int:
    """Prints every difference; returns how many subjects differ."""
    as_of = os.environ.get("AS_OF")
    settings = Settings(
        Path(os.environ.get("SEEDS_DIR", "seeds")),
        as_of=parse_instant(as_of, SHANGHAI) if as_of else None,
        industry=os.environ.get("INDUSTRY", "ecommerce"),
    )
    connection = duckdb.connect(str(warehouse), read_only=True)
    skip = {(str(row["file"]), int(str(row["line"])))
            for row in published(connection, "audit.quarantine")}
    refused = {str(row["file"]) for row in published(connection, "audit.load_ledger")
               if row["outcome"] == "refused"}
    started = datetime.now(UTC)
    reference = compute(landing, settings, skip, refused)
    print(f"as of {reference.world.as_of}: {len(reference.cells)} cells, "
          f"{len(reference.cards)} cards in {datetime.now(UTC) - started}; "
          f"{len(skip)} lines and {len(refused)} files left out")
    reports = {
        "indicator_value": compare_indicator_values(
            reference.cells, published(connection, "marts.indicator_value"),
            reference.world.last_day,
        ),
        "scorecard": compare_scorecards(
            reference.cards, published(connection, "marts.scorecard")
        ),
        "scorecard_line": compare_lines(
            reference.cards, published(connection, "marts.scorecard_line")
        ),
    }
    for mart, lines in reports.items():
        print(f"== {mart}: {'equal' if not lines else 'different'}")
        print("\n".join(lines))
    tally = Counter(key.indicator for key in reference.cells)
    print(f"{len(tally)} indicators compared")
    return sum(not line.startswith(" ") for lines in reports.values() for line in lines)


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1]), Path(sys.argv[2])) else 0)
