"""Loads what is new in the landing into the store: the one entry to this package."""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from orchestration.checks import CheckResult
from orchestration.contract import Contract
from orchestration.guard import FileCounts, Verdict, import_meanwhile, judge_files
from orchestration.landing.aliases import Aliases, read_aliases
from orchestration.landing.batch import JUDGED, OUR_ERRORS, BatchJudge
from orchestration.landing.discover import DeliveredFile, walk_landing
from orchestration.landing.file_set import FRESH, is_in, make_file_set
from orchestration.landing.freshness import check_freshness
from orchestration.landing.judged_file import JudgedFile
from orchestration.landing.ledger import (
    LOADED,
    REFUSED,
    Entry,
    forget_entries,
    read_entries,
    recount,
    require_accounts,
    write_entries,
)
from orchestration.landing.opening import FileOpener, make_batches
from orchestration.landing.plan import Plan, make_plan
from orchestration.landing.references import check_references
from orchestration.landing.refusal import reason_of
from orchestration.landing.release import release
from orchestration.landing.source import FileFault
from orchestration.landing.tables import ensure_store, newest, reset_landing
from orchestration.landing.versions import settle, withdraw_rows
from orchestration.landing.volumes import check_volumes
from orchestration.store import quoted

__all__ = ["LoadReport", "ensure_store", "load_landing", "reset_landing"]

Progress = Callable[[str, str, int | None], None]


@dataclass
class LoadReport:
    """What one load did. Rows are those of the files that it read, refused ones apart."""

    files_new: int = 0
    files_refused: int = 0
    files_skipped: int = 0
    rows_read: int = 0
    rows_loaded: int = 0
    rows_quarantined: int = 0
    check_results: list[CheckResult] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    # What Great Expectations took, the end of its import included where the load waited for it.
    guard_seconds: float = 0.0
    # Whether rows went that an earlier load had brought.
    has_withdrawn: bool = False


def load_landing(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    landing_dir: Path,
    aliases: Aliases | None = None,
    *,
    business_timezone: str,
    build_id: str,
    max_quarantine_share: float = 0.05,
    progress: Progress | None = None,
) -> LoadReport:
    """Read every new file, judge it, keep the newest version of every key, balance the books."""
    say = progress or (lambda step, what, rows: None)
    ensure_store(connection, contract)
    found, warnings = _deliveries(landing_dir, contract)
    plan = make_plan(landing_dir, found, read_entries(connection))
    say("discover", f"{len(found)} files, {len(plan.read)} to read", None)
    if plan.read:
        import_meanwhile()

    reopened = _withdraw(connection, contract, plan)
    files = [
        JudgedFile(delivered, contract.table(delivered.table_name), sha256)
        for delivered, sha256 in plan.read
    ]
    aliases = aliases if aliases is not None else read_aliases()
    with _rows_in_order(connection), tempfile.TemporaryDirectory(prefix="landing") as scratch:
        opener = FileOpener(connection, landing_dir, aliases, Path(scratch))
        judge = BatchJudge(connection, aliases, business_timezone)
        for batch in make_batches(opener.open(file) for file in files):
            _read(connection, judge, batch, say)
        judge.clear()

    began = time.perf_counter()
    verdict = _judge(contract, files, max_quarantine_share)
    guard_seconds = time.perf_counter() - began
    for file in files:
        # A refused file leaves no row anywhere; why it was refused stands in the ledger.
        if file.delivered.file in verdict.refused:
            _drop_rows(connection, file)
            say("guard", f"{file.delivered.file} is refused", None)
    entries = [_entry(file, verdict) for file in files]
    write_entries(connection, [*entries, *plan.skip], build_id)

    loaded = [entry for entry in entries if entry.outcome == LOADED]
    changed = reopened.union(entry.delivered.table_name for entry in loaded)
    tables = [table for table in contract.tables if table.name in changed]
    checks = list(verdict.results)
    for table in tables:
        say("load", f"newest versions of {table.name}", None)
        fresh = [e.file_id for e in loaded if e.delivered.table_name == table.name]
        make_file_set(connection, FRESH, fresh)
        settle(connection, table, table.name in reopened)
        release(connection, table, table.name in reopened)
        checks += check_references(connection, contract, table)
        checks += check_volumes(connection, table, business_timezone)
    for table in contract.tables:
        checks += check_freshness(connection, table)
    recount(connection, tables)
    require_accounts(connection, contract)

    accepted = [file for file in files if file.delivered.file not in verdict.refused]
    return LoadReport(
        files_new=len(files),
        files_refused=len(verdict.refused),
        files_skipped=len(plan.skip),
        rows_read=sum(file.rows_read for file in accepted),
        rows_loaded=sum(file.rows_read - file.rows_failed for file in accepted),
        rows_quarantined=sum(file.rows_failed for file in accepted),
        check_results=checks,
        guard_seconds=guard_seconds,
        warnings=[
            *warnings,
            *(f"{entry.delivered.file}: {text}" for entry in entries for text in entry.warnings),
        ],
        has_withdrawn=bool(reopened),
    )


@contextmanager
def _rows_in_order(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Lines follow from the order of rows wherever a file is parsed in parallel."""
    setting = "preserve_insertion_order"
    before = connection.execute(f"select current_setting('{setting}')").fetchone()
    connection.execute(f"set {setting} = true")
    try:
        yield
    finally:
        connection.execute(f"set {setting} = {str(before is None or before[0]).lower()}")


def _deliveries(landing_dir: Path, contract: Contract) -> tuple[list[DeliveredFile], list[str]]:
    """The files that can be read, and a word on those that cannot."""
    found: list[DeliveredFile] = []
    warnings: list[str] = []
    for file in sorted(walk_landing(landing_dir)):
        if file.table_name not in contract.by_name:
            warnings.append(f"{file.file}: lies in no folder of a declared table, not read")
        elif not file.extension:
            warnings.append(f"{file.file}: the extension is not known, not read")
        else:
            found.append(file)
    return found, warnings


def _withdraw(
    connection: duckdb.DuckDBPyConnection, contract: Contract, plan: Plan
) -> frozenset[str]:
    """Take back what the plan withdraws; returns the tables whose keys compete again."""
    by_table: dict[str, list[int]] = defaultdict(list)
    for entry in plan.withdraw:
        if entry.outcome == LOADED:
            by_table[entry.delivered.table_name].append(entry.file_id)
    for name, file_ids in by_table.items():
        withdraw_rows(connection, contract.table(name), file_ids)
    forget_entries(connection, [entry.file_id for entry in plan.withdraw])
    return frozenset(by_table)


def _read(
    connection: duckdb.DuckDBPyConnection,
    judge: BatchJudge,
    batch: Sequence[JudgedFile],
    say: Progress,
) -> None:
    """Judge files and put their rows where they belong; the guard may take them out again.

    What goes wrong with a batch is found by taking its files one by one.
    """
    try:
        if judge.judge(batch):
            _keep(connection, judge, batch)
            more = f" and {len(batch) - 1} more" if len(batch) > 1 else ""
            say("load", batch[0].delivered.file + more, sum(file.rows_read for file in batch))
            return
    except FileFault as fault:
        batch[0].fault = fault
    except OUR_ERRORS:
        raise
    except duckdb.Error as error:
        for file in batch:
            _drop_rows(connection, file)
        judge.explain(batch, error)
    if len(batch) > 1:
        for file in batch:
            _read(connection, judge, [file], say)


def _keep(
    connection: duckdb.DuckDBPyConnection, judge: BatchJudge, batch: Sequence[JudgedFile]
) -> None:
    """Store good rows, then look at the bad ones only if some are missing."""
    table = batch[0].table
    columns = ", ".join(quoted(column.name) for column in table.columns)
    connection.execute(
        f"insert into {newest(table)} ({columns}, _file_id, _line, _extra)"
        f" select {columns}, _file_id, _line, _extra from {JUDGED} where not _is_bad"
    )
    names = {file.file_id: file.delivered.file for file in batch}
    make_file_set(connection, FRESH, names)
    read, kept = (
        dict(
            connection.execute(
                f"select _file_id, count(*) from {relation} where {is_in(FRESH)} group by _file_id"
            ).fetchall()
        )
        for relation in (JUDGED, newest(table))
    )
    for file in batch:
        file.rows_read = read.get(file.file_id, 0)
        file.rows_failed = file.rows_read - kept.get(file.file_id, 0)
    if not any(file.rows_failed for file in batch):
        return
    judge.count_failures(batch)
    connection.execute(
        f"""
        insert into audit.quarantine
        select $table_name, rows._file_id, files.file, rows._line, rows._reasons, rows._key,
            rows._raw, null
        from {JUDGED} as rows
        join (select unnest($ids::bigint[]) as file_id, unnest($files::varchar[]) as file) as files
        on files.file_id = rows._file_id
        where rows._is_bad
        """,
        {"table_name": table.name, "ids": list(names), "files": list(names.values())},
    )


def _drop_rows(connection: duckdb.DuckDBPyConnection, file: JudgedFile) -> None:
    connection.execute(f"delete from {newest(file.table)} where _file_id = ?", [file.file_id])
    connection.execute("delete from audit.quarantine where file_id = ?", [file.file_id])


def _judge(contract: Contract, files: Sequence[JudgedFile], max_quarantine_share: float) -> Verdict:
    if not files:
        return Verdict({}, [])
    counts: dict[str, list[FileCounts]] = defaultdict(list)
    for file in files:
        counts[file.table.name].append(file.counts())
    return judge_files(counts, contract.by_name, max_quarantine_share)


def _entry(file: JudgedFile, verdict: Verdict) -> Entry:
    speaks_against = verdict.refused.get(file.delivered.file)
    columns = file.header.columns if file.header else ()
    if speaks_against:
        reason = reason_of(file, speaks_against)
        return Entry(file.delivered, file.sha256, REFUSED, reason, 0, (), columns)
    return Entry(
        file.delivered, file.sha256, LOADED, None, file.rows_read, file.warnings(), columns
    )
