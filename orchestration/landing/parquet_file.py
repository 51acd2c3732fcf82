"""Parquet files: DuckDB reads them where they lie."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from orchestration.contract import Table
from orchestration.landing.aliases import Aliases
from orchestration.landing.csv_file import escaped_path
from orchestration.landing.discover import DeliveredFile
from orchestration.landing.header import Header, read_header
from orchestration.landing.source import FileFault, Source, SourceColumn, of_several
from orchestration.store import quoted, text_literal


class ParquetFile:
    """One delivered Parquet file: its header and the types of its columns."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, path: Path, table: Table, aliases: Aliases
    ) -> None:
        self.path = path
        try:
            described = connection.execute(f"describe select * from {_scan([path])}").fetchall()
        except duckdb.Error as error:
            raise _unreadable() from error
        self.fields = tuple(
            (name, data_type) for name, data_type, *_ in described if name != "file_row_number"
        )
        self.header: Header = read_header([name for name, _ in self.fields], table, aliases)

    @property
    def batch_key(self) -> tuple[object, ...]:
        """Files of one key can be read together."""
        return ("parquet", self.fields)


def parquet_source(files: Sequence[tuple[ParquetFile, DeliveredFile]]) -> Source:
    """Files of one batch key as a source."""
    shape = files[0][0]
    scan = of_several(_scan([each.path for each, _ in files]), [file for _, file in files])
    renamed = ", ".join(
        f"{quoted(name)} as _c{place}" for place, (name, _) in enumerate(shape.fields)
    )
    return Source(
        relation=f"(select {renamed}, file_row_number, _file_id, _modified_at from {scan})",
        columns=tuple(
            SourceColumn(name, f"_c{place}", data_type)
            for place, (name, (_, data_type)) in enumerate(
                zip(shape.header.names, shape.fields, strict=True)
            )
        ),
        line="file_row_number + 1",
    )


def require_whole(
    connection: duckdb.DuckDBPyConnection, file: ParquetFile, delivered: DeliveredFile
) -> None:
    """Read every value once; raises FileFault where a page is damaged.

    Called when something went wrong, to tell a bad file from a full disk.
    """
    source = parquet_source([(file, delivered)])
    values = ", ".join(f"max(hash({column.sql}))" for column in source.columns)
    try:
        connection.execute(f"select {values} from {source.relation}").fetchall()
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise _unreadable() from error


def _scan(paths: Sequence[Path]) -> str:
    listed = ", ".join(text_literal(escaped_path(path)) for path in paths)
    return f"read_parquet([{listed}], hive_partitioning = false, file_row_number = true)"


def _unreadable() -> FileFault:
    """What can be said of a damaged file without repeating what is in it."""
    return FileFault(
        "unreadable",
        "the file is no Parquet file, or is truncated or damaged: export and deliver it again",
    )
