"""Connections to DuckDB files with the session that every model and reader may rely on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

# The alias of the private file beside the one that is published, and the schemas in it.
STORE = "store"
MODEL_SCHEMAS = ("staging", "intermediate")
PRIVATE_SCHEMAS = ("landing", *MODEL_SCHEMAS, "audit", "official")
SEARCH_PATH = ",".join(["main", *(f"{STORE}.{schema}" for schema in PRIVATE_SCHEMAS)])
# DuckDB 1.2 and everything later, so most BI tools' drivers, can read this.
STORAGE_VERSION = "v1.2.0"
# What profiles.yml gives dbt, where the environment does not say otherwise.
MEMORY_LIMIT = "3GB"
LIMIT_VARIABLE = "WAREHOUSE_MEMORY_LIMIT"
# A file is put in order where more of it than this is dead, and with every so many refreshes.
MOST_DEAD = 0.25
REFRESHES_BETWEEN = 28


def connect(
    path: Path,
    *,
    temp: Path | None = None,
    read_only: bool = False,
    reads_all: bool = False,
    memory_limit: str = MEMORY_LIMIT,
) -> duckdb.DuckDBPyConnection:
    """Open a file in UTC, within the memory and threads that the environment allows.

    The limits are those of profiles.yml: dbt and we share them, one after the other. DuckDB keeps
    what it has read as long as there is memory: who reads_all of a file is limited like a writer.
    memory_limit: where the environment names none.
    """
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {}
    limits = {"threads": "WAREHOUSE_THREADS", "memory_limit": LIMIT_VARIABLE}
    config |= {option: os.environ[name] for option, name in limits.items() if os.environ.get(name)}
    if temp is not None:
        config["temp_directory"] = str(temp)
    if reads_all or not read_only:
        config.setdefault("memory_limit", memory_limit)
        # As in profiles.yml: what was freed is kept for what is needed next.
        config["block_allocator_memory"] = config["memory_limit"]
    connection = duckdb.connect(str(path), read_only=read_only, config=config)
    connection.execute("set TimeZone = 'UTC'")
    if not read_only:
        # As in profiles.yml: a checkpoint only writes; see ``write_file``.
        connection.execute("set max_vacuum_tasks = 0")
    return connection


def connect_both(
    warehouse: Path, store: Path, *, temp: Path | None = None
) -> duckdb.DuckDBPyConnection:
    """Open the file to be published with the private store attached, as dbt sees them.

    `schema.name` finds a relation in whichever file it lies.
    """
    connection = connect(warehouse, temp=temp)
    connection.execute(f"attach {text_literal(str(store))} as {STORE}")
    connection.execute(f"set search_path = {text_literal(SEARCH_PATH)}")
    return connection


def write_file(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the log into the connection's file, and put the file in order once in a while.

    A refresh leaves dead rows where it replaced others, and pieces of row groups where a batch of
    a model, or what a day replaced, ended. DuckDB's checkpoint would put both in order every time,
    which means writing the neighbours of each once more: four per cent of a full refresh, and as
    much of a day's. What it costs once in a while is a part of what was written since.
    """
    if _dead_share(connection) > MOST_DEAD or _refreshes(connection) % REFRESHES_BETWEEN == 0:
        connection.execute("reset max_vacuum_tasks")
        connection.execute("checkpoint")
        connection.execute("set max_vacuum_tasks = 0")
    else:
        connection.execute("checkpoint")


def _refreshes(connection: duckdb.DuckDBPyConnection) -> int:
    """How many refreshes made the file what it is, the one that is being recorded included."""
    if not relation_exists(connection, "audit", "refresh"):
        return 1
    found = connection.execute(
        "select count(*) from audit.refresh where outcome = 'published'"
    ).fetchone()
    return int(found[0]) if found else 1


def _dead_share(connection: duckdb.DuckDBPyConnection) -> float:
    """The share of the file's values whose rows were deleted; none of an empty file."""
    tables = connection.execute(
        "select schema_name, table_name, estimated_size, column_count from duckdb_tables()"
        " where database_name = current_database() and not internal and not temporary"
    ).fetchall()
    # DuckDB's estimate is the number of rows that take room. Both counts come from metadata.
    held = sum(rows * columns for _, _, rows, columns in tables)
    if not held:
        return 0.0
    counts = " union all ".join(
        f"select {columns} * count(*) as live from {quoted(schema)}.{quoted(name)}"
        for schema, name, _, columns in tables
    )
    found = connection.execute(f"select sum(live) from ({counts})").fetchone()
    return 1 - float(found[0]) / held if found else 0.0


def landed_rows(store: duckdb.DuckDBPyConnection) -> int:
    """About how many rows of the landing folder the store holds."""
    found = store.execute(
        "select sum(estimated_size) from duckdb_tables()"
        " where schema_name = 'landing' and database_name = current_database()"
    ).fetchone()
    return int(found[0] or 0) if found else 0


def create_private_schemas(store: duckdb.DuckDBPyConnection) -> None:
    """A search path may only name what is there."""
    for schema in PRIVATE_SCHEMAS:
        store.execute(f"create schema if not exists {schema}")


def drop_models(store: duckdb.DuckDBPyConnection) -> None:
    """Forget what models made in the store: a build afresh makes again what still is a model."""
    for schema in MODEL_SCHEMAS:
        store.execute(f"drop schema if exists {schema} cascade")
    create_private_schemas(store)


def create_warehouse_file(path: Path) -> None:
    """An empty file that BI tools with an older DuckDB can open."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(
            f"attach {text_literal(str(path))} as made (storage_version '{STORAGE_VERSION}')"
        )
        connection.execute("detach made")


def relation_exists(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> bool:
    """Whether a table or view is there, in whichever file; a smaller project lacks some."""
    found = connection.execute(
        "select count(*) from information_schema.tables where table_schema = ? and table_name = ?",
        [schema, name],
    ).fetchone()
    return found is not None and found[0] > 0


def quoted(name: str) -> str:
    """A name as SQL takes it whatever it contains."""
    return '"' + name.replace('"', '""') + '"'


def text_literal(text: str) -> str:
    """A text as SQL takes it where parameters are not allowed (attach, copy, comment)."""
    return "'" + text.replace("'", "''") + "'"
