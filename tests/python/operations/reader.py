"""Readers that open the published file again and again until they are told to stop.

Called by the tests as a program: the file, the file whose presence means stop, how many readers.
Each is a process of its own; it prints how many builds it saw and how often it looked, and ends
with an error as soon as it sees something that no reader may see.
"""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

import duckdb

QUERY = """
select
    (select max(build_id) from audit.refresh) as build_id,
    (select count(*) from marts.scorecard) as rows_stored,
    (select cards from marts.scorecard_count) as rows_counted,
    (select count(distinct build_number) from marts.scorecard) as builds_mixed,
    (select max(build_number) from marts.scorecard) as build_number
"""


def read(published: str, stop: Path) -> str:
    """Every look is of one whole build, and none is of an earlier build than the look before."""
    newest, seen, looks = "", set(), 0
    while not stop.exists():
        with duckdb.connect(published, read_only=True, config={"threads": 1}) as reader:
            build, stored, counted, mixed, number = reader.execute(QUERY).fetchone() or ()
        assert mixed == 1 and stored == counted == 1000 * number, (build, stored, counted, mixed)
        assert build.startswith(f"202601{number:02d}"), (build, number)
        assert build >= newest, f"{build} after {newest}"
        newest = build
        seen.add(build)
        looks += 1
        time.sleep(random.uniform(0.2, 1.2))
    return f"{len(seen)} {looks}\n"


if __name__ == "__main__":
    children = []
    for _ in range(int(sys.argv[3])):
        child = os.fork()
        if child == 0:
            sys.stdout.write(read(sys.argv[1], Path(sys.argv[2])))
            sys.stdout.flush()
            os._exit(0)
        children.append(child)
    sys.exit(any(os.waitpid(child, 0)[1] for child in children))
