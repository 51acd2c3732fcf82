"""A set of files as a relation, so that DuckDB can join with it instead of searching a list."""

from __future__ import annotations

from collections.abc import Collection

import duckdb

FRESH = "fresh_files"
GONE = "gone_files"


def make_file_set(connection: duckdb.DuckDBPyConnection, name: str, ids: Collection[int]) -> None:
    """Replace the set of this name."""
    connection.execute(
        f"create or replace temp table {name} as select unnest(?::bigint[]) as file_id",
        [list(ids)],
    )


def is_in(name: str, column: str = "_file_id") -> str:
    """SQL of whether a row belongs to a file of the set."""
    return f"{column} in (select file_id from {name})"
