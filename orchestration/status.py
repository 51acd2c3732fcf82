"""What a person on duty asks first: which build is read, how old, what went wrong since."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from orchestration.journal import open_runs, read_last
from orchestration.lock import current_holder
from orchestration.publish import builds
from orchestration.settings import Settings
from orchestration.store import connect
from orchestration.summary import alert_lines, display_path, rows_read
from orchestration.text_table import duration, text_table

if TYPE_CHECKING:
    import duckdb

SHOWN_REFRESHES = 5

QUARANTINE = """
select table_name, reason, count(*), count(distinct file), min(file)
from (
    select table_name, file, unnest(reasons) as reason
    from audit.quarantine
    where released_by_file is null
)
group by all
order by 3 desc
limit 20
"""

# What the quarantine does not show already.
UNMET = """
select name, coalesce(table_name, ''), observed
from audit.check_result
where not passed and kind <> 'expectation' and build_id = (
    select max(build_id) from audit.refresh where outcome = 'published'
)
order by all
limit 20
"""


def describe(settings: Settings) -> list[str]:
    """The lines of `status`."""
    return [
        *running_lines(settings),
        *build_lines(settings),
        *unpublished_lines(settings),
        *(published_lines(settings) if settings.published_file.exists() else []),
    ]


def running_lines(settings: Settings) -> list[str]:
    holder = current_holder(settings.lock_file)
    return [f"Now: {holder.describe()}" if holder else "Now: no refresh is running"]


def build_lines(settings: Settings) -> list[str]:
    """The build that people read and those they can go back to."""
    known = builds(settings)
    if not known:
        return ["Nothing is published yet: run `make run`."]
    last = read_last(settings)
    lines = []
    for build in known:
        age = datetime.now(UTC) - datetime.fromtimestamp(build.path.stat().st_mtime, UTC)
        mark = "→" if build.is_current else " "
        lines.append([mark, build.build_id, f"{duration(age.total_seconds())} old"])
    current = next((build.build_id for build in known if build.is_current), None)
    note = []
    if last is not None and current != last.build_id:
        note = [f"People read an earlier build than the newest, {last.build_id} (rollback)."]
    return ["", "Published builds", *text_table(lines), *note]


def unpublished_lines(settings: Settings) -> list[str]:
    """Refreshes since the last published one that came to nothing."""
    is_running = current_holder(settings.lock_file) is not None
    runs = open_runs(settings)
    if is_running:
        runs = [run for run in runs if run.outcome != "running"]
    rows = [
        [
            run.build_id,
            "crashed" if run.outcome == "running" else run.outcome,
            (run.reason or "ended without a word")[:200],
        ]
        for run in runs
    ]
    return ["", "Not published", *text_table(rows)] if rows else []


def published_lines(settings: Settings) -> list[str]:
    """What the published file says about its refreshes, rows, quarantine and checks."""
    with connect(settings.published_file, read_only=True) as connection:
        return [
            *refresh_lines(connection),
            *rows_read(connection),
            *quarantine_lines(connection),
            *refused_lines(connection),
            *unmet_lines(connection),
            *alert_lines(connection),
            "",
            f"Warehouse  {display_path(settings.published_file)}",
        ]


def refresh_lines(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "select build_id, outcome, epoch(ended_at - started_at), reason from audit.refresh"
        " order by build_id desc limit ?",
        [SHOWN_REFRESHES],
    ).fetchall()
    rows = [
        [build, outcome, duration(seconds) if seconds is not None else "", (reason or "")[:120]]
        for build, outcome, seconds, reason in found
    ]
    return ["", "Last refreshes", *text_table(rows)]


def quarantine_lines(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Rows that wait for a corrected delivery, by rule and column."""
    found = connection.execute(QUARANTINE).fetchall()
    if not found:
        return ["", "Quarantine: empty"]
    rows = [["table", "rule:column", "rows", "files", "first file"]]
    rows += [[table, rule, f"{n:,}", str(files), file] for table, rule, n, files, file in found]
    return [
        "",
        "Quarantine (deliver the rows again, corrected, in a new file; they are then released)",
        *text_table(rows, right=(2, 3)),
    ]


def refused_lines(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "select file, reason from audit.load_ledger where outcome = 'refused' order by all limit 20"
    ).fetchall()
    if not found:
        return []
    return ["", "Refused files", *text_table([[file, reason or ""] for file, reason in found])]


def unmet_lines(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(UNMET).fetchall()
    return ["", "Checks that did not pass", *text_table(found)] if found else []
