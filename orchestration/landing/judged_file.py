"""One delivered file: how it can be read, what was counted of it, why it may be refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from orchestration.contract import Table
from orchestration.guard import FileCounts
from orchestration.landing.aliases import DeliveryFormat
from orchestration.landing.csv_file import CsvFile
from orchestration.landing.discover import DeliveredFile
from orchestration.landing.header import Header
from orchestration.landing.jsonl_file import JsonLinesFile
from orchestration.landing.ledger import file_id
from orchestration.landing.parquet_file import ParquetFile
from orchestration.landing.source import FileFault
from orchestration.landing.xlsx_file import WorkbookFile

Readable = CsvFile | ParquetFile | JsonLinesFile | WorkbookFile


@dataclass
class JudgedFile:
    """A file on its way through the loader."""

    delivered: DeliveredFile
    table: Table
    sha256: str
    declared: DeliveryFormat = field(default_factory=DeliveryFormat)
    readable: Readable | None = None
    fault: FileFault | None = None
    rows_read: int = 0
    rows_failed: int = 0
    failures: Mapping[str, int] = field(default_factory=dict)

    @property
    def file_id(self) -> int:
        return file_id(self.delivered.file)

    @property
    def header(self) -> Header | None:
        return self.readable.header if self.readable else None

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
