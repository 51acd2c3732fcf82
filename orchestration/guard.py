"""The gate: Great Expectations judges what was counted of every new file.

The rules for a row are evaluated once, by the loader's SQL. Its counts, by file, rule and column,
stand in one small table per landing table; a suite per table, generated from the declaration, says
which counts are acceptable. Whether a file is refused is what Great Expectations says of it.
"""

from __future__ import annotations

import contextlib
import gc
import os
import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from orchestration.checks import CheckResult
from orchestration.contract import Table
from orchestration.landing.judging import declared_rules
from orchestration.landing.source import WHOLE_ROW
from orchestration.store import quoted

# What refuses a file whole, but for the share of failing rows.
FILE_FAULTS = (
    "zero_bytes",
    "unreadable",
    "wrong_encoding",
    "header_absent",
    "required_column_missing",
    "key_wholly_null",
)
FAULTS = "faults_of_the_file"
SHARE = "failing_share"
WARNINGS = ("header_without_rows", "unknown_columns")
# So few failing rows never refuse a file, whatever their share.
TOLERATED_ROWS = 20


class GuardError(RuntimeError):
    """An expectation could not be judged. That is our fault and says nothing of the data."""


@dataclass(frozen=True)
class FileCounts:
    """What the loader counted of one new file: `failures` by `rule:column`, faults by name."""

    file: str
    rows_read: int = 0
    rows_failed: int = 0
    failures: Mapping[str, int] = field(default_factory=dict)
    faults: Mapping[str, int] = field(default_factory=dict)

    @property
    def faults_found(self) -> list[str]:
        """What refuses the file whatever its rows are like."""
        return [name for name in FILE_FAULTS if self.faults.get(name)]

    def verdict_row(self, table: Table) -> dict[str, str | int | float]:
        """The file's row in the verdict table."""
        is_many = self.rows_failed >= TOLERATED_ROWS
        return {
            "file": self.file,
            FAULTS: len(self.faults_found),
            SHARE: self.rows_failed / self.rows_read if is_many else 0.0,
            **{name: self.faults.get(name, 0) for name in (*FILE_FAULTS, *WARNINGS)},
            **{
                _counted(rule, column): self.failures.get(f"{rule}:{column}", 0)
                for rule, column in declared_rules(table)
            },
        }


@dataclass(frozen=True)
class Verdict:
    """The files that are refused, each with what speaks against it, and all results."""

    refused: Mapping[str, Sequence[str]]
    results: Sequence[CheckResult]


@dataclass(frozen=True)
class _Expectation:
    """One expectation on a column of the verdict table, and whom it concerns."""

    name: str
    verdict_column: str
    column: str | None = None
    refuses: bool = False


def judge_files(
    counts: Mapping[str, Sequence[FileCounts]],
    tables: Mapping[str, Table],
    max_quarantine_share: float,
) -> Verdict:
    """Judge every new file, one batch per table. Raises GuardError where that is impossible."""
    refused: dict[str, list[str]] = {}
    results: list[CheckResult] = []
    with tempfile.TemporaryDirectory(prefix="guard") as folder:
        database = Path(folder) / "verdicts.duckdb"
        _write_verdicts(database, counts, tables)
        context, datasource = _open(database)
        try:
            for name, files in counts.items():
                outcome = _validate(context, datasource, tables[name], max_quarantine_share)
                faults = {each.file: each.faults_found for each in files}
                for expectation, result in zip(_expected(tables[name]), outcome, strict=True):
                    failing = _failing_files(result) if expectation.refuses else []
                    for file in failing:
                        names = [SHARE] if expectation.name == SHARE else faults[file]
                        refused.setdefault(file, []).extend(names)
                    results.append(_as_check(tables[name], expectation, result, failing))
        finally:
            datasource.get_execution_engine().close()
    return Verdict(refused, results)


def import_meanwhile() -> None:
    """Import Great Expectations in the background: it takes seconds that the loader can use."""
    threading.Thread(target=_import_quietly, name="import of great_expectations").start()


def _import_quietly() -> None:
    # What fails here fails again, and is told, where it is needed.
    with contextlib.suppress(Exception):
        _import()


def _import() -> None:
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    # A hundred thousand objects that stay are no garbage to look for every time.
    thresholds = gc.get_threshold()
    gc.set_threshold(100_000, *thresholds[1:])
    try:
        import great_expectations.expectations  # noqa: F401
    finally:
        gc.set_threshold(*thresholds)


def _counted(rule: str, column: str) -> str:
    """The verdict table's column for a rule; a colon in a name would look like a parameter."""
    return f"{rule}__{'row' if column == WHOLE_ROW else column}"


def _expected(table: Table) -> list[_Expectation]:
    """The suite of a table in words of ours, in the order in which it is validated."""
    return [
        *(_Expectation(name, name, refuses=True) for name in (FAULTS, SHARE)),
        *(_Expectation(name, name) for name in (*FILE_FAULTS, *WARNINGS)),
        *(
            _Expectation(rule, _counted(rule, column), column)
            for rule, column in declared_rules(table)
        ),
    ]


def _write_verdicts(
    database: Path, counts: Mapping[str, Sequence[FileCounts]], tables: Mapping[str, Table]
) -> None:
    import duckdb
    import pyarrow as pa

    with duckdb.connect(str(database)) as connection:
        for name, files in counts.items():
            rows = pa.Table.from_pylist([each.verdict_row(tables[name]) for each in files])
            connection.register("verdict_rows", rows)
            connection.execute(
                f"create table {quoted(_relation(name))} as select * from verdict_rows"
            )
            connection.unregister("verdict_rows")


def _relation(name: str) -> str:
    return f"verdict_{name}"


class _PersistedDialect(StrEnum):
    """DuckDB as Great Expectations names a dialect whose connection must stay open.

    Otherwise it reads results after the connection's block has closed, when DuckDB has dropped
    them, and reports that as failed data.
    """

    DUCKDB = "duckdb"


def _open(database: Path) -> tuple[Any, Any]:
    """An ephemeral context and its datasource on the file. Importing takes seconds, hence here."""
    _import()
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.execution_engine import sqlalchemy_execution_engine

    engine: Any = sqlalchemy_execution_engine
    persisted = engine._PERSISTED_CONNECTION_DIALECTS
    if _PersistedDialect.DUCKDB not in persisted:
        engine._PERSISTED_CONNECTION_DIALECTS = (*persisted, _PersistedDialect.DUCKDB)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    datasource = context.data_sources.add_sql("verdicts", connection_string=f"duckdb:///{database}")
    return context, datasource


def _validate(context: Any, datasource: Any, table: Table, max_share: float) -> list[Any]:
    """The results of a table's suite, in the order of `_expected`."""
    import great_expectations as gx
    import great_expectations.expectations as gxe

    asset = datasource.add_table_asset(table.name, table_name=_relation(table.name))
    batch = asset.add_batch_definition_whole_table("new_files").get_batch()
    expected = _expected(table)
    suite = gx.ExpectationSuite(
        name=table.name,
        expectations=[
            gxe.ExpectColumnValuesToBeBetween(
                column=each.verdict_column,
                max_value=max_share if each.verdict_column == SHARE else 0,
            )
            if each.refuses
            else gxe.ExpectColumnSumToBeBetween(
                column=each.verdict_column, min_value=0, max_value=0
            )
            for each in expected
        ],
    )
    outcome = batch.validate(
        suite,
        result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["file"]},
    )
    by_column = {each.expectation_config.kwargs["column"]: each for each in outcome.results}
    _require_judged(table, outcome.results)
    return [by_column[each.verdict_column] for each in expected]


def _require_judged(table: Table, results: Iterable[Any]) -> None:
    """Raise where an expectation raised: it failed, but not because of the data."""
    for result in results:
        info = result.exception_info or {}
        raised = [info] if "raised_exception" in info else list(info.values())
        if any(each.get("raised_exception") for each in raised):
            kind = result.expectation_config.type
            column = result.expectation_config.kwargs.get("column")
            message = next(each["exception_message"] for each in raised if each)
            raise GuardError(f"{kind} on {column} of {table.name} was not judged: {message}")


def _failing_files(result: Any) -> list[str]:
    return [each["file"] for each in result.result.get("unexpected_index_list") or []]


def _as_check(
    table: Table, expectation: _Expectation, result: Any, failing: Sequence[str]
) -> CheckResult:
    if expectation.refuses:
        observed = f"{len(failing)} files" + "".join(f", {file}" for file in failing[:5])
        rows_failed = None
    else:
        rows_failed = int(result.result["observed_value"] or 0)
        observed = str(rows_failed)
    return CheckResult(
        name=expectation.name,
        kind="expectation",
        table_name=table.name,
        column_name=None if expectation.column == WHOLE_ROW else expectation.column,
        severity="warn",
        observed=observed,
        passed=bool(result.success),
        rows_failed=rows_failed,
    )
