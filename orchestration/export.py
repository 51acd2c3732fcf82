"""One relation of the published file as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.published_file import SCHEMAS
from orchestration.settings import Settings
from orchestration.store import connect, quoted
from orchestration.workplace import FILE_MODE

if TYPE_CHECKING:
    import duckdb

# A spreadsheet takes a text that begins like this for a formula, and a formula may start programs.
# It reads the full-width signs of a Chinese keyboard alike.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BLOCK = 10_000


class ExportError(ValueError):
    """There is no such mart; the message says which there are."""


def export(settings: Settings, mart: str, path: Path) -> int:
    """Write a relation (`scorecard`, `audit.quarantine`) to a file; returns the number of rows.

    With a byte order mark, without which Excel takes UTF-8 for the machine's own encoding. The file
    is complete or not there.
    """
    with connect(settings.published_file, read_only=True) as connection:
        schema, name = resolve(connection, mart)
        cursor = connection.execute(f"select * from {quoted(schema)}.{quoted(name)} order by all")
        new = path.with_name(path.name + ".new")
        rows = 0
        try:
            with new.open("w", encoding="utf-8-sig", newline="") as handle:
                writer = csv.writer(handle)
                writer.writerow([column[0] for column in cursor.description or []])
                while block := cursor.fetchmany(BLOCK):
                    writer.writerows([[safe(value) for value in row] for row in block])
                    rows += len(block)
            new.chmod(FILE_MODE)
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)
    return rows


def resolve(connection: duckdb.DuckDBPyConnection, mart: str) -> tuple[str, str]:
    """Schema and name of what was asked for; names come from the database, never from the call."""
    found = connection.execute(
        "select table_schema, table_name from information_schema.tables"
        " where table_catalog = current_catalog() and list_contains(?, table_schema) order by all",
        [list(SCHEMAS)],
    ).fetchall()
    for schema, name in found:
        if mart in (f"{schema}.{name}", name if schema == "marts" else None):
            return str(schema), str(name)
    marts = ", ".join(name for schema, name in found if schema == "marts")
    raise ExportError(f"there is no {mart!r}; there are {marts}, or SCHEMA.NAME")


def safe(value: object) -> object:
    """A text that a spreadsheet would take for a formula gets an apostrophe in front."""
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or isinstance(value, int | float | Decimal):
        return value
    text = str(value)
    return "'" + text if text.startswith(FORMULA_STARTS) else text
