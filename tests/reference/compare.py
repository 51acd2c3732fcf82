"""Compares a published warehouse with the reference's own computation.

`python -m tests.reference.compare <landing folder> <warehouse.duckdb>`; AS_OF, INDUSTRY,
BUSINESS_TIMEZONE and SEEDS_DIR are read from the environment. Quarantined rows and refused
files are left out.
"""

import os
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from .compare_cards import compare_lines, compare_scorecards
from .compare_values import Published, compare_indicator_values
from .computation import compute
from .delivery import SHANGHAI, parse_instant
from .world import Settings

__all__ = ["compare_indicator_values", "compare_lines", "compare_scorecards", "compute"]


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
    zone = ZoneInfo(os.environ.get("BUSINESS_TIMEZONE", SHANGHAI.key))
    settings = Settings(
        Path(os.environ.get("SEEDS_DIR", "seeds")),
        zone=zone,
        as_of=parse_instant(as_of, zone) if as_of else None,
        industry=os.environ.get("INDUSTRY", "ecommerce"),
    )
    connection = duckdb.connect(str(warehouse), read_only=True)
    skip = {
        (str(row["file"]), int(str(row["line"])))
        for row in published(connection, "audit.quarantine")
    }
    refused = {
        str(row["file"])
        for row in published(connection, "audit.load_ledger")
        if row["outcome"] == "refused"
    }
    started = datetime.now(UTC)
    reference = compute(landing, settings, skip, refused)
    print(
        f"as of {reference.world.as_of}: {len(reference.cells)} cells, "
        f"{len(reference.cards)} cards in {datetime.now(UTC) - started}; "
        f"{len(skip)} lines and {len(refused)} files left out"
    )
    reports = {
        "indicator_value": compare_indicator_values(
            reference, published(connection, "marts.indicator_value")
        ),
        "scorecard": compare_scorecards(reference, published(connection, "marts.scorecard")),
        "scorecard_line": compare_lines(reference, published(connection, "marts.scorecard_line")),
    }
    for mart, lines in reports.items():
        print(f"== {mart}: {'equal' if not lines else 'different'}")
        print("\n".join(lines))
    tally = Counter(key.indicator for key in reference.cells)
    print(f"{len(tally)} indicators compared")
    return sum(not line.startswith(" ") for lines in reports.values() for line in lines)


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1]), Path(sys.argv[2])) else 0)
