"""Files that were refused, and tables of which nothing new arrives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from orchestration.notify.incident import REFUSED_FILE, STALE_DATA, Incident, printable
from orchestration.settings import Settings
from orchestration.store import connect, quoted, relation_exists
from orchestration.text_table import duration

if TYPE_CHECKING:
    import duckdb

    from orchestration.contract import Table

REFUSED = "select file, reason from audit.load_ledger where outcome = 'refused' order by file"


def refused_files(connection: duckdb.DuckDBPyConnection) -> Iterator[Incident]:
    """The files that the guard refused whole, with its own reason."""
    if not relation_exists(connection, "audit", "load_ledger"):
        return
    for file, reason in connection.execute(REFUSED).fetchall():
        yield Incident(
            REFUSED_FILE,
            file,
            f"{printable(file)} was refused: {printable(reason or 'no reason is known')}",
            "The other files were loaded. Deliver it again, corrected; what to do is said above.",
        )


def stale_tables(settings: Settings, now: datetime) -> Iterator[Incident]:
    """Tables whose newest event is older than their declaration tolerates, by the clock.

    The loader looks, too; but where nothing is delivered nothing is refreshed, so whoever notifies
    has to ask the clock as well. A table that was never delivered is not late.
    """
    from orchestration.contract import read_contract

    if not settings.store_file.exists():
        return
    with connect(settings.store_file, read_only=True) as connection:
        for table in read_contract(settings.project_dir).tables:
            if table.max_staleness_hours is None:
                continue
            newest = newest_event(connection, table)
            age = now.replace(tzinfo=None) - newest if newest else timedelta(0)
            if age > timedelta(hours=table.max_staleness_hours):
                yield Incident(
                    STALE_DATA,
                    table.name,
                    f"{table.name}: the newest event is {duration(age.total_seconds())} old,"
                    f" {table.max_staleness_hours:g} hours are tolerated",
                    "See whether its export still runs and reaches the landing folder.",
                )


def newest_event(connection: duckdb.DuckDBPyConnection, table: Table) -> datetime | None:
    """When the last row of a table started, in UTC."""
    if table.start is None or not relation_exists(connection, "landing", table.name):
        return None
    found = connection.execute(
        f"select max({quoted(table.start)}) from landing.{quoted(table.name)}"
    ).fetchone()
    return found[0] if found else None
