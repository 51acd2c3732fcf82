"""Warnings on tables whose newest event is older than the declaration tolerates."""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb

from orchestration.checks import CheckResult
from orchestration.contract import Table
from orchestration.landing.tables import newest
from orchestration.store import quoted


def check_freshness(
    connection: duckdb.DuckDBPyConnection, table: Table, now: datetime | None = None
) -> list[CheckResult]:
    """Compare the newest event with the clock: the one thing that a refresh asks it for.

    A table that was never delivered is not late.
    """
    if table.start is None or table.max_staleness_hours is None:
        return []
    found = connection.execute(f"select max({quoted(table.start)}) from {newest(table)}").fetchone()
    if found is None or found[0] is None:
        return []
    age = (now or datetime.now(UTC)).replace(tzinfo=None) - found[0]
    hours = age.total_seconds() / 3600
    return [
        CheckResult(
            name="freshness",
            kind="warning",
            table_name=table.name,
            column_name=table.start,
            severity="warn",
            observed=f"the newest event is {max(hours, 0):.0f} hours old",
            passed=hours <= table.max_staleness_hours,
            rows_failed=None,
        )
    ]
