"""Questions to a built warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

Row = dict[str, Any]


@contextmanager
def opened(store: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The store for reading, in UTC as everybody reads it."""
    with duckdb.connect(str(store), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield connection


def ask(connection: duckdb.DuckDBPyConnection, query: str, *values: object) -> list[Row]:
    """The rows of a query by column name."""
    cursor = connection.execute(query, list(values))
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
