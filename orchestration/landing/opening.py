"""Opening delivered files: format, header, facts; and which of them can be read together."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from orchestration.landing.aliases import Aliases
from orchestration.landing.csv_file import CsvFile
from orchestration.landing.jsonl_file import JsonLinesFile
from orchestration.landing.judged_file import JudgedFile, Readable
from orchestration.landing.parquet_file import ParquetFile
from orchestration.landing.source import FileFault
from orchestration.landing.xlsx_file import WorkbookFile

# Planning the SQL of a table takes longer than judging a small file, so files of one shape are
# judged together, as many as memory holds with ease.
BATCH_FILES = 200
BATCH_BYTES = 128 * 1024 * 1024


class FileOpener:
    """Opens files of one landing."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        landing_dir: Path,
        aliases: Aliases,
        scratch: Path,
    ) -> None:
        self._connection = connection
        self._landing_dir = landing_dir
        self._aliases = aliases
        self._scratch = scratch
        self._numbers = itertools.count()

    def open(self, file: JudgedFile) -> JudgedFile:
        """Find out how the file is read, or why it cannot be; returns the same file."""
        below_table = file.delivered.file.partition("/")[2]
        file.declared = self._aliases.format_of(file.table, below_table)
        try:
            file.readable = self._readable(file)
        except FileFault as fault:
            file.fault = fault
        return file

    def _readable(self, file: JudgedFile) -> Readable:
        if file.delivered.size == 0:
            raise FileFault("zero_bytes", "the file is empty (0 bytes): export it again")
        path = self._landing_dir / file.delivered.file
        extension = file.delivered.extension
        if extension == ".parquet":
            return ParquetFile(self._connection, path, file.table, self._aliases)
        if extension == ".xlsx":
            return WorkbookFile(path, file.table, self._aliases)
        scratch = self._scratch / str(next(self._numbers))
        scratch.mkdir()
        reader = JsonLinesFile if extension.startswith(".jsonl") else CsvFile
        return reader(path, file.table, self._aliases, file.declared, scratch)


def make_batches(files: Iterable[JudgedFile]) -> Iterator[list[JudgedFile]]:
    """Opened files of one table, shape and declared format, together; others alone, at once."""
    open_batches: dict[tuple[object, ...], list[JudgedFile]] = {}
    for file in files:
        if file.fault is not None or file.readable is None:
            continue
        shape = file.readable.batch_key
        if shape is None:
            yield [file]
            continue
        key = (file.table.name, file.declared, *shape)
        batch = open_batches.setdefault(key, [])
        total = sum(each.delivered.size for each in batch)
        if batch and (len(batch) >= BATCH_FILES or total + file.delivered.size > BATCH_BYTES):
            yield open_batches.pop(key)
            batch = open_batches.setdefault(key, [])
        batch.append(file)
    yield from open_batches.values()
