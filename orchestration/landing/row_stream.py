"""Rows that Python reads, handed to DuckDB a batch at a time, so that memory stays bounded."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from orchestration.landing.discover import DeliveredFile
from orchestration.landing.source import FileFault, Source, SourceColumn, of_one

BATCH_ROWS = 20_000
STREAM = "delivered_stream"
Fields = Sequence[str | None]


@dataclass(frozen=True)
class Record:
    """One record: where it starts, and its fields in the order of the header.

    A record with a wrong number of fields keeps them all; they are cut or filled for the columns
    and stay beside as they came. `damaged` is a record that has no fields at all.
    """

    line: int
    fields: Fields
    damaged: str | None = None


class RowStream:
    """A stream of records as a relation. What goes wrong while it is read is kept in `fault`."""

    def __init__(
        self, records: Iterator[Record], header: Sequence[str], file: DeliveredFile
    ) -> None:
        self._records = records
        self._width = len(header)
        self.fault: FileFault | None = None
        self.source = Source(
            relation=of_one(STREAM, file),
            columns=tuple(SourceColumn(name, f"_c{place}") for place, name in enumerate(header)),
            line="_at_line",
            is_misshapen="_is_misshapen",
            raw_row="_as_it_came",
        )

    def register(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the stream readable, once, under the name that its source says."""
        names = [column.sql for column in self.source.columns]
        schema = pa.schema(
            [(name, pa.string()) for name in names]
            + [
                ("_at_line", pa.int64()),
                ("_is_misshapen", pa.bool_()),
                ("_as_it_came", pa.string()),
            ]
        )
        reader = pa.RecordBatchReader.from_batches(schema, self._batches(schema))
        connection.register(STREAM, reader)

    def unregister(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Forget the stream, read or not."""
        connection.unregister(STREAM)

    def _batches(self, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        rows: list[list[str | int | bool | None]] = []
        try:
            for record in self._records:
                rows.append(self._row(record))
                if len(rows) == BATCH_ROWS:
                    yield _batch(rows, schema)
                    rows = []
        except FileFault as fault:
            self.fault = fault
            raise
        if rows:
            yield _batch(rows, schema)

    def _row(self, record: Record) -> list[str | int | bool | None]:
        fields = list(record.fields)
        if record.damaged is None and len(fields) == self._width:
            return [*fields, record.line, False, None]
        came = record.damaged or json.dumps(fields, ensure_ascii=False)
        filled = [*fields, *[None] * self._width][: self._width]
        return [*filled, record.line, True, came]


def _batch(rows: list[list[str | int | bool | None]], schema: pa.Schema) -> pa.RecordBatch:
    columns = zip(*rows, strict=True)
    return pa.record_batch(
        [pa.array(column, each.type) for column, each in zip(columns, schema, strict=True)], schema
    )
