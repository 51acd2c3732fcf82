"""One delivered file, read and judged: its rows as a relation, and what was counted of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from orchestration.contract import Table
from orchestration.guard import FileCounts
from orchestration.landing.aliases import Aliases, DeliveryFormat
from orchestration.landing.casting import CastRules
from orchestration.landing.csv_file import CsvFile
from orchestration.landing.discover import DeliveredFile
from orchestration.landing.header import Header
from orchestration.landing.jsonl_file import JsonLinesFile
from orchestration.landing.judging import judge
from orchestration.landing.ledger import file_id
from orchestration.landing.parquet_file import open_parquet, require_whole
from orchestration.landing.row_stream import RowStream
from orchestration.landing.source import FileFault, Source
from orchestration.landing.xlsx_file import WorkbookFile
from orchestration.store import quoted

STORED = "judged_rows"
JUDGED = "judged_file"


@dataclass
class JudgedFile:
    """What became of one file: why it must be refused, or what was counted of its rows."""

    delivered: DeliveredFile
    table: Table
    sha256: str
    fault: FileFault | None = None
    rows_read: int = 0
    rows_failed: int = 0
    failures: Mapping[str, int] = field(default_factory=dict)
    header: Header | None = None
    source: Source | None = None

    @property
    def file_id(self) -> int:
        return file_id(self.delivered.file)

    def counts(self) -> FileCounts:
        """What the guard judges."""
        if self.fault is not None:
            return FileCounts(self.delivered.file, faults={self.fault.kind: 1})
        wholly_null = [
            name
            for name in self.table.key
            if self.rows_read and self.failures.get(f"required_null:{name}") == self.rows_read
        ]
        return FileCounts(
            file=self.delivered.file,
            rows_read=self.rows_read,
            rows_failed=self.rows_failed,
            failures=self.failures,
            faults={
                "key_wholly_null": len(wholly_null),
                "header_without_rows": int(self.rows_read == 0),
                "unknown_columns": len(self.header.unknown) if self.header else 0,
            },
        )

    def warnings(self) -> list[str]:
        """What a person should know of a file that was loaded nevertheless."""
        unknown = [self.header.names[place] for place in self.header.unknown] if self.header else []
        return [
            *(["header without rows"] if not self.rows_read else []),
            *(f"unknown column {name}" for name in unknown),
        ]


class LoadError(RuntimeError):
    """Judging a file failed for a reason that is not the file's."""


class FileReader:
    """Reads files of one landing into the relation `judged_file`, one after the other."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        landing_dir: Path,
        aliases: Aliases,
        business_timezone: str,
        scratch: Path,
    ) -> None:
        self._connection = connection
        self._landing_dir = landing_dir
        self._aliases = aliases
        self._business_timezone = business_timezone
        self._scratch = scratch

    def read(self, delivered: DeliveredFile, table: Table, sha256: str) -> JudgedFile:
        """Judge a file. Its rows are then in `judged_file`, unless it has a fault."""
        file = JudgedFile(delivered, table, sha256)
        try:
            file.header = self._open(file)
            self._count(file)
        except FileFault as fault:
            file.fault = fault
        except (duckdb.OutOfMemoryException, duckdb.IOException):
            raise
        except duckdb.Error as error:
            # Its message may quote a value; the chain is cut so that no log does.
            raise LoadError(f"{delivered.file}: {type(error).__name__} while judging") from None
        return file

    def require_whole(self, file: JudgedFile) -> None:
        """After an error: set the file's fault if it is the file's."""
        if file.source is not None and not file.source.is_read_once:
            try:
                require_whole(self._connection, file.source)
            except FileFault as fault:
                file.fault = fault

    def _open(self, file: JudgedFile) -> Header:
        """Make the relation `judged_file` for this file's format."""
        if file.delivered.size == 0:
            raise FileFault(
                "zero_bytes", "the file is empty (0 bytes): export and deliver it again"
            )
        path = self._landing_dir / file.delivered.file
        table, extension = file.table, file.delivered.extension
        declared = self._aliases.format_of(table, file.delivered.file.partition("/")[2])
        if extension == ".parquet":
            file.source, header = open_parquet(self._connection, path, table, self._aliases)
            self._judge_in_place(file, file.source, header, declared)
            return header
        text = (path, table, self._aliases, declared, self._scratch)
        readable: CsvFile | JsonLinesFile | WorkbookFile
        if extension == ".xlsx":
            readable = WorkbookFile(path, table, self._aliases)
        elif extension.startswith(".jsonl"):
            readable = JsonLinesFile(*text)
        else:
            readable = CsvFile(*text)
            fast = readable.fast()
            if fast is not None and self._judge_fast(file, fast, readable.header, declared):
                return readable.header
        self._judge_stream(file, readable.exact(), readable.header, declared)
        return readable.header

    def _judge_in_place(
        self, file: JudgedFile, source: Source, header: Header, declared: DeliveryFormat
    ) -> None:
        sql = self._sql(file, source, header, declared)
        try:
            self._connection.execute(f"create or replace temp view {JUDGED} as {sql}")
            self._connection.execute(f"select count(*) from {JUDGED} where _is_bad").fetchall()
        except duckdb.Error:
            require_whole(self._connection, source)
            raise

    def _judge_fast(
        self, file: JudgedFile, source: Source, header: Header, declared: DeliveryFormat
    ) -> bool:
        """Judge by DuckDB's reader; false where its parse is not the file's lines exactly."""
        sql = self._sql(file, source, header, declared)
        try:
            self._connection.execute(f"create or replace temp table {STORED} as {sql}")
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error:
            return False
        found = self._connection.execute(
            f"select count(*) + coalesce(sum(_breaks), 0) from {STORED}"
        ).fetchone()
        if found is None or source.first_line - 1 + found[0] != source.physical_lines:
            return False
        line = f"rowid + {source.first_line}"
        if source.has_breaks_in_fields:
            line += (
                " + coalesce(sum(_breaks) over ("
                "order by rowid rows between unbounded preceding and 1 preceding), 0)"
            )
        self._view_stored(file.table, f"cast({line} as bigint)")
        return True

    def _judge_stream(
        self, file: JudgedFile, stream: RowStream, header: Header, declared: DeliveryFormat
    ) -> None:
        sql = self._sql(file, stream.source, header, declared)
        stream.register(self._connection)
        try:
            self._connection.execute(f"create or replace temp table {STORED} as {sql}")
        except duckdb.Error as error:
            if stream.fault is not None:
                raise stream.fault from error
            raise
        finally:
            self._connection.unregister(stream.source.relation)
        self._view_stored(file.table, "_line")

    def _view_stored(self, table: Table, line: str) -> None:
        names = ", ".join(quoted(column.name) for column in table.columns)
        self._connection.execute(
            f"create or replace temp view {JUDGED} as"
            f" select {names}, {line} as _line, _extra, _is_bad, _reasons, _key, _raw from {STORED}"
        )

    def _sql(
        self, file: JudgedFile, source: Source, header: Header, declared: DeliveryFormat
    ) -> str:
        table = file.table
        aliases = {c.name: self._aliases.values_of(table, c.name) for c in table.columns}
        rules = CastRules(
            business_timezone=self._business_timezone,
            date_order=declared.date_order,
            null_marker=declared.null_marker,
            aliases={name: values for name, values in aliases.items() if values},
        )
        return judge(source, header, table, rules, file.delivered.modified_ns)

    def _count(self, file: JudgedFile) -> None:
        found = self._connection.execute(
            f"select count(*), count(*) filter (_is_bad) from {JUDGED}"
        ).fetchone()
        assert found is not None
        file.rows_read, file.rows_failed = found
        if file.rows_failed:
            file.failures = dict(
                self._connection.execute(
                    f"select unnest(_reasons) as reason, count(*) from {JUDGED}"
                    " where _is_bad group by reason order by reason"
                ).fetchall()
            )
