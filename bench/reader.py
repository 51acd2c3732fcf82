"""What a dashboard does: open the published file and ask for one team's scorecards of a month.

python -m bench.reader WAREHOUSE     milliseconds, as JSON
"""

from __future__ import annotations

import json
import statistics
import sys
import time

import duckdb

TIMES = 21
# The team with most cards, so that the answer is a long one.
BUSIEST = """
    select team_id, max(period_start) as period_start
    from marts.scorecard
    where entity_type = 'agent' and period = 'month' and team_id is not null
    group by team_id
    order by count(*) desc, team_id
    limit 1
"""
QUESTION = """
    select scorecard.*, scorecard_line.* exclude (entity_type, entity_id, period, period_start)
    from marts.scorecard
    inner join marts.scorecard_line
        using (entity_type, entity_id, period, period_start, scheme)
    where
        scorecard.entity_type = 'agent'
        and scorecard.team_id = $team
        and scorecard.period = 'month'
        and scorecard.period_start = $month
"""


def main() -> None:
    started = time.perf_counter()
    with duckdb.connect(sys.argv[1], read_only=True) as connection:
        team, month = connection.execute(BUSIEST).fetchone() or (None, None)
        rows = len(ask(connection, team, month))
        first = time.perf_counter() - started
        seconds = []
        for _ in range(TIMES):
            started = time.perf_counter()
            ask(connection, team, month)
            seconds.append(time.perf_counter() - started)
    words = {
        "rows": rows,
        "open_and_first_ms": first * 1000,
        "median_ms": statistics.median(seconds) * 1000,
    }
    sys.stdout.write(json.dumps(words) + "\n")


def ask(
    connection: duckdb.DuckDBPyConnection, team: str | None, month: object
) -> list[tuple[object, ...]]:
    return connection.execute(QUESTION, {"team": team, "month": month}).fetchall()


if __name__ == "__main__":
    main()
