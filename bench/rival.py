"""Runs the hand-written script on copies of a warehouse's two files, or compares what came out.

python -m bench.rival run WAREHOUSE STORE      seconds of the script, as JSON
python -m bench.rival compare WAREHOUSE STORE  exit code 1 if a figure of the models differs
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import duckdb

from orchestration.store import connect_both

SCRIPT = Path(__file__).parent / "handwritten.sql"
# A missing cell counts like a wrong one.
DIFFERENCES = """
    select
        indicator,
        count(*) filter (where script.numerator is null) as only_models,
        count(*) filter (where models.numerator is null) as only_script,
        count(*) as cells
    from hand.indicator_value as script
    full outer join marts.indicator_value as models
        using (entity_type, entity_id, period, period_start, indicator)
    where
        script.numerator is distinct from models.numerator
        or script.denominator is distinct from models.denominator
    group by indicator
    order by cells desc
"""


def main() -> int:
    action, warehouse, store = sys.argv[1:4]
    with connect_both(Path(warehouse), Path(store)) as connection:
        connection.execute("set threads = 2")
        return {"run": run, "compare": compare}[action](connection)


def run(connection: duckdb.DuckDBPyConnection) -> int:
    """The whole script; its own time, without starting Python."""
    started = time.perf_counter()
    for statement in duckdb.extract_statements(SCRIPT.read_text("utf-8")):
        connection.execute(statement).fetchall()
    sys.stdout.write(json.dumps({"seconds": time.perf_counter() - started}) + "\n")
    return 0


def compare(connection: duckdb.DuckDBPyConnection) -> int:
    """Whether both computed the same numerators and denominators in every cell."""
    differences = connection.execute(DIFFERENCES).fetchall()
    (cells,) = connection.execute("select count(*) from marts.indicator_value").fetchone() or (0,)
    sys.stdout.write(json.dumps({"cells": cells, "differences": differences}) + "\n")
    return 1 if differences or not cells else 0


if __name__ == "__main__":
    raise SystemExit(main())
