"""What a person on duty asks first: which build is read, how old, what went wrong since."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from orchestration.fingerprint import take_fingerprint
from orchestration.journal import read_last
from orchestration.landing.discover import walk_landing
from orchestration.lock import current_holder
from orchestration.mending import HOW_TO_MEND
from orchestration.notify.alerts import open_alerts
from orchestration.notify.deliveries import stale_tables
from orchestration.notify.failures import failing_jobs, unpublished_runs
from orchestration.notify.incident import Incident, printable
from orchestration.publish import builds
from orchestration.settings import Settings
from orchestration.store import connect
from orchestration.summary import alert_lines, display_path, rows_read
from orchestration.text_table import duration, text_table

if TYPE_CHECKING:
    import duckdb

SHOWN = 20
SHOWN_REFRESHES = 5

QUARANTINE = """
select table_name, reason, count(*), count(distinct file), min(file)
from (
    select table_name, file, unnest(reasons) as reason
    from audit.quarantine
    where released_by_file is null
)
group by all
order by 3 desc, 1, 2
"""

# What neither the quarantine nor the age of the data shows already.
UNMET = """
select name, coalesce(table_name || '.' || column_name, table_name, ''), observed
from audit.check_result
where not passed and kind <> 'expectation' and name <> 'freshness' and build_id = (
    select max(build_id) from audit.check_result
)
order by all
"""


def describe(settings: Settings) -> list[str]:
    """The lines of `status`."""
    return [
        *running_lines(settings),
        *build_lines(settings),
        *waiting_lines(settings),
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


def waiting_lines(settings: Settings) -> list[str]:
    """What lies there and is not, or cannot be, in the build that people read."""
    last = read_last(settings)
    lines = []
    if last is not None:
        changed = take_fingerprint(settings).differences(last.fingerprint)
        if changed:
            words = ", ".join(name.replace("_", " ") for name in changed)
            lines += ["", f"Changed since the last refresh: {words}. The next one takes it in."]
    ignored = ignored_files(settings)
    if ignored:
        title = "Not read (the folder is no table's, or the extension is not known)"
        lines += ["", title, *shortened([[printable(file)] for file in ignored])]
    late = [incident.words for incident in (*late_tables(settings), *failing_jobs(settings))]
    return [*lines, *(["", "Late or failing", *late] if late else [])]


def late_tables(settings: Settings) -> list[Incident]:
    """What `doctor` says of a damaged store need not be said here."""
    import duckdb

    with contextlib.suppress(duckdb.Error):
        return list(stale_tables(settings, datetime.now(UTC)))
    return []


def ignored_files(settings: Settings) -> list[str]:
    """Files of the landing that no refresh reads, whatever they hold."""
    from orchestration.contract import read_contract

    tables = read_contract(settings.project_dir).by_name
    return sorted(
        found.file
        for found in walk_landing(settings.landing_dir)
        if found.table_name not in tables or not found.extension
    )


def unpublished_lines(settings: Settings) -> list[str]:
    """Refreshes since the last published one that came to nothing."""
    rows = [
        [
            run.build_id,
            "crashed" if run.outcome == "running" else run.outcome,
            printable(run.reason or "ended without a word: killed, or the machine stopped"),
        ]
        for run in unpublished_runs(settings)
    ]
    return ["", "Not published", *text_table(rows)] if rows else []


def published_lines(settings: Settings) -> list[str]:
    """What the published file says about its refreshes, rows, quarantine and checks."""
    import duckdb

    try:
        connection = connect(settings.published_file, read_only=True)
    except duckdb.Error:
        return ["", "The published file cannot be opened: `doctor` says what to do."]
    with connection:
        return [
            *refresh_lines(connection),
            *rows_read(connection),
            *quarantine_lines(connection),
            *refused_lines(connection),
            *unmet_lines(connection),
            *alert_lines(connection),
            *shortened([[incident.words] for incident in open_alerts(connection)]),
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
        [
            build,
            outcome,
            duration(seconds) if seconds is not None else "",
            printable(reason or "")[:120],
        ]
        for build, outcome, seconds, reason in found
    ]
    return ["", "Last refreshes", *text_table(rows)]


def quarantine_lines(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Rows that wait for a corrected delivery, by rule and column, and what mends each."""
    found = connection.execute(QUARANTINE).fetchall()
    if not found:
        return ["", "Quarantine: empty"]
    rows = [["table", "rule:column", "rows", "files", "first file"]]
    rows += [
        [table, rule, f"{n:,}", str(files), printable(file)]
        for table, rule, n, files, file in found[:SHOWN]
    ]
    rules = {rule.partition(":")[0] for _, rule, *_ in found}
    return [
        "",
        "Quarantine (deliver the rows again, corrected, in a new file; they are then released)",
        *text_table(rows, right=(2, 3)),
        *more(found),
        "",
        *text_table([[rule, words] for rule, words in HOW_TO_MEND.items() if rule in rules]),
        "File and line of each row: select * from audit.quarantine where released_by_file is null",
    ]


def refused_lines(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "select file, reason from audit.load_ledger where outcome = 'refused' order by all"
    ).fetchall()
    if not found:
        return []
    rows = [[printable(file), printable(reason or "")] for file, reason in found]
    return [
        "",
        "Refused files (deliver them again, corrected, and move these away)",
        *shortened(rows),
    ]


def unmet_lines(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(UNMET).fetchall()
    return ["", "Checks that did not pass", *shortened(found)] if found else []


def shortened(rows: Sequence[Sequence[str]]) -> list[str]:
    """As many rows as a person reads, and how many more there are."""
    return [*text_table(rows[:SHOWN]), *more(rows)]


def more(rows: Sequence[object]) -> list[str]:
    return [f"… and {len(rows) - SHOWN} more"] if len(rows) > SHOWN else []
