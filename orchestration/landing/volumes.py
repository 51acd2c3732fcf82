"""Warnings on days with far fewer or far more rows than their weekday usually has."""

from __future__ import annotations

import duckdb

from orchestration.checks import CheckResult
from orchestration.contract import Table
from orchestration.landing.file_set import FRESH, is_in
from orchestration.landing.instants import to_local
from orchestration.landing.tables import newest
from orchestration.store import quoted

LEAST, MOST = 0.5, 2.0
NAMED_DAYS = 5


def check_volumes(
    connection: duckdb.DuckDBPyConnection, table: Table, business_timezone: str
) -> list[CheckResult]:
    """Compare each day that fresh rows belong to with the four same weekdays before it.

    A day is judged where the table has rows at least four weeks before it; a day without any row
    counts as zero. Holidays are unusual days, too: this warns, it does not judge.
    """
    if table.start is None:
        return []
    start = quoted(table.start)
    day = f"cast({to_local(start, business_timezone)} as date)"
    first_day = f"select {day} from (select min({start}) as {start} from {newest(table)})"
    found = connection.execute(
        f"""
        with fresh as (
            select min({start}) as first, max({start}) as last
            from {newest(table)} where {is_in(FRESH)}
        ),
        daily as (
            select {day} as day, count(*) as rows, bool_or({is_in(FRESH)}) as is_touched
            from {newest(table)}
            where {start} between (select first - interval 30 day from fresh)
                and (select last from fresh)
            group by day
        ),
        judged as (
            select
                daily.day, daily.rows,
                (
                    select median(coalesce(earlier.rows, 0))
                    from unnest([7, 14, 21, 28]) as weeks (days)
                    left join daily as earlier on earlier.day = daily.day - weeks.days
                ) as usual
            from daily
            where daily.is_touched
                and daily.day - 28 >= ({first_day})
        )
        select
            count(*),
            coalesce(
                list(day order by day) filter (rows < {LEAST} * usual or rows > {MOST} * usual), []
            )
        from judged
        """
    ).fetchone()
    assert found is not None
    judged, unusual = found
    if not judged:
        return []
    named = "".join(f", {each}" for each in unusual[-NAMED_DAYS:])
    return [
        CheckResult(
            name="volume_anomaly",
            kind="warning",
            table_name=table.name,
            column_name=table.start,
            severity="warn",
            observed=f"{len(unusual)} of {judged} days are unusual{named}",
            passed=not unusual,
            rows_failed=len(unusual),
        )
    ]
