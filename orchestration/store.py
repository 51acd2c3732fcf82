"""Connections to DuckDB files with the session that every model and reader may rely on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def connect(
    path: Path, *, temp: Path | None = None, read_only: bool = False
) -> duckdb.DuckDBPyConnection:
    """Open a file in UTC, within the memory and threads that the environment allows.

    The limits are those of profiles.yml: dbt and we share them, one after the other.
    """
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {}
    limits = {"threads": "WAREHOUSE_THREADS", "memory_limit": "WAREHOUSE_MEMORY_LIMIT"}
    config |= {option: os.environ[name] for option, name in limits.items() if os.environ.get(name)}
    if temp is not None:
        config["temp_directory"] = str(temp)
    connection = duckdb.connect(str(path), read_only=read_only, config=config)
    connection.execute("set TimeZone = 'UTC'")
    return connection


def relation_exists(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> bool:
    """Whether a table or view is there; a warehouse of a smaller project lacks some."""
    found = connection.execute(
        "select count(*) from information_schema.tables"
        " where table_catalog = current_catalog() and table_schema = ? and table_name = ?",
        [schema, name],
    ).fetchone()
    return found is not None and found[0] > 0


def quoted(name: str) -> str:
    """A name as SQL takes it whatever it contains."""
    return '"' + name.replace('"', '""') + '"'


def text_literal(text: str) -> str:
    """A text as SQL takes it where parameters are not allowed (attach, copy, comment)."""
    return "'" + text.replace("'", "''") + "'"
