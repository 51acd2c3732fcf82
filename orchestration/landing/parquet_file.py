"""Parquet files: DuckDB reads them where they lie, as often as needed."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.contract import Table
from orchestration.landing.aliases import Aliases
from orchestration.landing.csv_file import escaped_path
from orchestration.landing.header import Header, read_header
from orchestration.landing.source import FileFault, Source, SourceColumn
from orchestration.store import quoted, text_literal


def open_parquet(
    connection: duckdb.DuckDBPyConnection, path: Path, table: Table, aliases: Aliases
) -> tuple[Source, Header]:
    """The file as a source; raises FileFault where its footer cannot be read."""
    scan = (
        f"read_parquet({text_literal(escaped_path(path))}, hive_partitioning = false,"
        " file_row_number = true)"
    )
    try:
        described = connection.execute(f"describe select * from {scan}").fetchall()
    except duckdb.Error as error:
        raise unreadable() from error
    fields = [(name, data_type) for name, data_type, *_ in described if name != "file_row_number"]
    header = read_header([name for name, _ in fields], table, aliases)
    renamed = ", ".join(f"{quoted(name)} as _c{place}" for place, (name, _) in enumerate(fields))
    source = Source(
        relation=f"(select {renamed}, file_row_number from {scan})",
        columns=tuple(
            SourceColumn(name, f"_c{place}", data_type)
            for place, (name, (_, data_type)) in enumerate(zip(header.names, fields, strict=True))
        ),
        is_read_once=False,
        line="file_row_number + 1",
    )
    return source, header


def require_whole(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Read every value once; raises FileFault where a page is damaged.

    Called when something went wrong, to tell a bad file from a full disk.
    """
    values = ", ".join(f"max(hash({column.sql}))" for column in source.columns)
    try:
        connection.execute(f"select {values} from {source.relation}").fetchall()
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise unreadable() from error


def unreadable() -> FileFault:
    """What can be said of a damaged Parquet file without repeating what is in it."""
    return FileFault(
        "unreadable",
        "the file is no Parquet file, or is truncated or damaged: export and deliver it again",
    )
