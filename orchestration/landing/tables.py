"""The tables that the loader owns in the store: typed rows, their older versions, the ledger."""

from __future__ import annotations

import duckdb

from orchestration.contract import Contract, Table
from orchestration.store import quoted, relation_exists

OWN_COLUMNS = (("_file_id", "bigint"), ("_line", "bigint"), ("_extra", "varchar"))
SUPERSEDED = "_superseded"
LEDGER = """
    create table if not exists audit.load_ledger (
        file_id bigint,
        table_name varchar,
        file varchar,
        sha256 varchar,
        size_bytes bigint,
        modified_at timestamp,
        rows_read bigint,
        rows_loaded bigint,
        rows_quarantined bigint,
        rows_superseded bigint,
        outcome varchar,
        reason varchar,
        warnings varchar[],
        columns varchar[],
        loaded_at timestamp,
        modified_ns bigint,
        build_id varchar
    )
"""
QUARANTINE = """
    create table if not exists audit.quarantine (
        table_name varchar,
        file_id bigint,
        file varchar,
        line bigint,
        reasons varchar[],
        key varchar[],
        raw varchar,
        released_by_file varchar
    )
"""


def ensure_store(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """Create every table that is not there yet; a declared table exists even without a file."""
    connection.execute("create schema if not exists landing")
    connection.execute("create schema if not exists audit")
    connection.execute(LEDGER)
    connection.execute(QUARANTINE)
    existing = {
        name
        for (name,) in connection.execute(
            "select table_name from information_schema.tables"
            " where table_catalog = current_catalog() and table_schema = 'landing'"
        ).fetchall()
    }
    for table in contract.tables:
        columns = ", ".join(
            f"{quoted(name)} {data_type}"
            for name, data_type in (
                *((column.name, column.data_type) for column in table.columns),
                *OWN_COLUMNS,
            )
        )
        for name in (table.name, table.name + SUPERSEDED):
            if name not in existing:
                connection.execute(f"create table landing.{quoted(name)} ({columns})")


def reset_landing(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """Forget every delivery, so that the next load reads all files by today's rules.

    Drops whatever lies in the schema: a table that is declared no longer must go as well.
    """
    connection.execute("drop schema if exists landing cascade")
    for name in ("load_ledger", "quarantine"):
        if relation_exists(connection, "audit", name):
            connection.execute(f"drop table audit.{name}")
    ensure_store(connection, contract)


def newest(table: Table) -> str:
    """The relation with the newest version of every key."""
    return f"landing.{quoted(table.name)}"


def superseded(table: Table) -> str:
    """The relation with all older versions."""
    return f"landing.{quoted(table.name + SUPERSEDED)}"
