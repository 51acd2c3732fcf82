"""Judging a batch of files: its rows as the relation `judged_rows`, and what was counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import duckdb

from orchestration.contract import Table
from orchestration.landing.aliases import Aliases
from orchestration.landing.casting import CastRules
from orchestration.landing.csv_file import FIRST_LINE, CsvFile, csv_source
from orchestration.landing.discover import DeliveredFile
from orchestration.landing.judged_file import JudgedFile
from orchestration.landing.judging import judge
from orchestration.landing.parquet_file import ParquetFile, parquet_source, require_whole
from orchestration.landing.row_stream import RowStream
from orchestration.landing.source import FileFault, Source
from orchestration.store import quoted

# What no file can cause: SQL of ours that is wrong, or a machine that is too small.
OUR_ERRORS = (
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.OutOfMemoryException,
    duckdb.ParserException,
)
Kind = TypeVar("Kind", CsvFile, ParquetFile)
STORED = "stored_rows"
JUDGED = "judged_rows"
# Files smaller than this are judged once and stored; larger ones are read again where they lie,
# which is faster than a copy, though it judges their rows twice.
STORED_BYTES = 16 * 1024 * 1024


class LoadError(RuntimeError):
    """Judging failed for a reason that is not the file's."""


class BatchJudge:
    """Judges the batches of one load, one after the other."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, aliases: Aliases, business_timezone: str
    ) -> None:
        self._connection = connection
        self._aliases = aliases
        self._business_timezone = business_timezone

    def judge(self, files: Sequence[JudgedFile]) -> bool:
        """Make the relation; false where the files must be judged one by one.

        Raises FileFault, for a file that is alone, where it cannot be read.
        """
        first = files[0].readable
        if isinstance(first, ParquetFile):
            sql = self._sql(files[0], parquet_source(_readable_as(ParquetFile, files)))
            if sum(file.delivered.size for file in files) > STORED_BYTES:
                self._connection.execute(f"create or replace temp view {JUDGED} as {sql}")
            else:
                self._store(sql)
                self._view_stored(files[0].table, "_line")
            return True
        if isinstance(first, CsvFile) and first.batch_key is not None:
            if self._read_fast(files):
                return True
            if len(files) > 1:
                return False
        assert first is not None
        self._read_stream(files[0], first.exact(files[0].delivered))
        return True

    def count_failures(self, files: Sequence[JudgedFile]) -> None:
        """Count by file and reason. Looks at every row once more where they are not stored."""
        failures: dict[int, dict[str, int]] = {}
        for file_id, reason, rows in self._connection.execute(
            f"""
            select _file_id, reason, count(*)
            from (select _file_id, unnest(_reasons) as reason from {JUDGED} where _is_bad)
            group by all order by all
            """
        ).fetchall():
            failures.setdefault(file_id, {})[reason] = rows
        for file in files:
            file.failures = failures.get(file.file_id, {})

    def explain(self, files: Sequence[JudgedFile], error: duckdb.Error) -> None:
        """After an error: find the file whose fault it is, or raise."""
        if len(files) > 1:
            return
        [file] = files
        if isinstance(file.readable, ParquetFile):
            try:
                require_whole(self._connection, file.readable, file.delivered)
            except FileFault as fault:
                file.fault = fault
                return
        # Of a full disk DuckDB says so, or that it could not commit; neither quotes a value.
        if isinstance(error, duckdb.IOException | duckdb.TransactionException):
            raise error
        # The message may quote a value; the chain is cut so that no log does.
        name = type(error).__name__
        raise LoadError(f"{file.delivered.file}: {name} while judging") from None

    def clear(self) -> None:
        """Give back the memory of the last batch."""
        self._connection.execute(f"drop view if exists {JUDGED}")
        self._connection.execute(f"drop table if exists {STORED}")

    def _read_fast(self, files: Sequence[JudgedFile]) -> bool:
        """Read by DuckDB; false where what it read is not every file's lines exactly."""
        pairs = _readable_as(CsvFile, files)
        source = csv_source(pairs)
        try:
            self._store(self._sql(files[0], source))
        except duckdb.InvalidInputException:
            return False
        self._connection.execute(
            f"""
            create or replace temp table stored_files as
            select
                _file_id, min(rowid) as first_row, max(rowid) - min(rowid) + 1 as length,
                count(*) as rows, sum(_breaks) as breaks
            from {STORED} group by _file_id
            """
        )
        stored = {
            file_id: (length == rows, rows + breaks)
            for file_id, length, rows, breaks in self._connection.execute(
                "select _file_id, length, rows, breaks from stored_files"
            ).fetchall()
        }
        for file, (readable, _) in zip(files, pairs, strict=True):
            lines_of_rows = readable.facts.lines - (FIRST_LINE - 1)
            if stored.get(file.file_id, (True, 0)) != (True, lines_of_rows):
                return False
        line = f"stored.rowid - files.first_row + {FIRST_LINE}"
        if source.has_breaks_in_fields:
            line += (
                " + coalesce(sum(stored._breaks) over (partition by stored._file_id"
                " order by stored.rowid rows between unbounded preceding and 1 preceding), 0)"
            )
        self._view_stored(
            files[0].table,
            f"cast({line} as bigint)",
            f"{STORED} as stored join stored_files as files on files._file_id = stored._file_id",
        )
        return True

    def _read_stream(self, file: JudgedFile, stream: RowStream) -> None:
        sql = self._sql(file, stream.source)
        stream.register(self._connection)
        try:
            self._store(sql)
        except duckdb.Error as error:
            if stream.fault is not None:
                raise stream.fault from error
            raise
        finally:
            stream.unregister(self._connection)
        self._view_stored(file.table, "_line")

    def _store(self, sql: str) -> None:
        self._connection.execute(f"create or replace temp table {STORED} as {sql}")

    def _view_stored(self, table: Table, line: str, relation: str = f"{STORED} as stored") -> None:
        names = ", ".join(f"stored.{quoted(column.name)}" for column in table.columns)
        self._connection.execute(
            f"create or replace temp view {JUDGED} as"
            f" select {names}, stored._file_id, {line} as _line, stored._extra, stored._is_bad,"
            f" stored._reasons, stored._key, stored._raw from {relation}"
        )

    def _sql(self, file: JudgedFile, source: Source) -> str:
        table, header = file.table, file.header
        assert header is not None
        aliases = {c.name: self._aliases.values_of(table, c.name) for c in table.columns}
        rules = CastRules(
            business_timezone=self._business_timezone,
            date_order=file.declared.date_order,
            null_marker=file.declared.null_marker,
            aliases={name: values for name, values in aliases.items() if values},
        )
        return judge(source, header, table, rules)


def _readable_as(kind: type[Kind], files: Sequence[JudgedFile]) -> list[tuple[Kind, DeliveredFile]]:
    """The files of a batch with their readers, which are all of one kind."""
    return [(file.readable, file.delivered) for file in files if isinstance(file.readable, kind)]
