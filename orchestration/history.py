"""What the store remembers of earlier refreshes, and what it learns of those that ended early."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestration.audit import record_checks, record_refresh, record_steps
from orchestration.checks import CheckResult
from orchestration.fingerprint import Fingerprint
from orchestration.journal import LastRefresh, RunRecord
from orchestration.published_file import newest_build_id, published_build_id
from orchestration.settings import Settings
from orchestration.store import relation_exists

if TYPE_CHECKING:
    import duckdb


def heal_interrupted_publish(
    connection: duckdb.DuckDBPyConnection, settings: Settings, last: LastRefresh | None
) -> str | None:
    """Mark a build that reached the store but not the readers; returns its id.

    While a note about the last refresh exists, its publishing came to an end, and a published
    file with another build is somebody's decision to go back.
    """
    ahead = newest_build_id(connection)
    if last is not None or ahead is None or published_build_id(settings.published_file) == ahead:
        return None
    connection.execute(
        "update audit.refresh set outcome = 'interrupted',"
        " reason = 'stopped between store and published file' where build_id = ?",
        [ahead],
    )
    return ahead


def loaded_by_other_rules(connection: duckdb.DuckDBPyConnection, today: Fingerprint) -> bool:
    """Whether the typed rows of the store were made by another loader, alias or time zone."""
    made_by = connection.execute(
        "select loader_hash, business_timezone from audit.refresh"
        " where outcome in ('published', 'interrupted') order by build_id desc limit 1"
    ).fetchone()
    return made_by is not None and made_by != (today.loader, today.business_timezone)


def take_over_notes(
    connection: duckdb.DuckDBPyConnection, runs: list[RunRecord], last: LastRefresh | None
) -> None:
    """Write down the refreshes that failed or were killed, and what publishing cost last time."""
    for run in runs:
        if run.outcome == "running":
            run.outcome, run.reason = "crashed", "ended without a word"
        record_refresh(connection, run)
        record_checks(connection, run.build_id, [CheckResult(**c) for c in run.failed_checks])
    if last is not None:
        record_steps(connection, last.build_id, last.steps)


def as_of_used(connection: duckdb.DuckDBPyConnection) -> str:
    """The as-of instant that the models took, from AS_OF or from the data; empty without data."""
    if not relation_exists(connection, "intermediate", "int_as_of"):
        return ""
    found = connection.execute("select as_of from intermediate.int_as_of").fetchone()
    return found[0].isoformat() if found and found[0] else ""
