"""The schema `audit` of the store: what every refresh did, checked and let pass."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.checks import CheckResult
from orchestration.journal import RunRecord
from orchestration.store import quoted

if TYPE_CHECKING:
    import duckdb

TABLES = """
create schema if not exists audit;
create table if not exists audit.refresh (
    build_id varchar,
    started_at timestamp,
    ended_at timestamp,
    as_of timestamp,
    business_timezone varchar,
    code_version varchar,
    seeds_hash varchar,
    loader_hash varchar,
    full_refresh boolean,
    files_new integer,
    files_refused integer,
    rows_read bigint,
    rows_loaded bigint,
    rows_quarantined bigint,
    outcome varchar,
    reason varchar
);
create table if not exists audit.refresh_step (
    build_id varchar,
    step varchar,
    seconds double,
    rows bigint,
    peak_memory_mb double
);
create table if not exists audit.check_result (
    build_id varchar,
    name varchar,
    kind varchar,
    table_name varchar,
    column_name varchar,
    severity varchar,
    observed varchar,
    passed boolean,
    rows_failed bigint
);
create table if not exists audit.row_accounting (
    table_name varchar,
    rows_read bigint,
    rows_loaded bigint,
    rows_quarantined bigint,
    rows_superseded bigint,
    rows_in_table bigint,
    is_balanced boolean
);
create table if not exists audit.lineage (
    model varchar,
    upstream_model varchar,
    column_name varchar
);
"""


def create_audit_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make what is missing; the loader makes its own two, the ledger and the quarantine."""
    connection.execute(TABLES)


def record_refresh(connection: duckdb.DuckDBPyConnection, record: RunRecord) -> None:
    """Write one refresh with its steps, in place of what was noted about it before."""
    connection.execute("delete from audit.refresh where build_id = ?", [record.build_id])
    words = asdict(record)
    words["as_of"] = record.as_of or None
    _insert_objects(connection, "audit.refresh", [words])
    record_steps(connection, record.build_id, record.steps)


def record_steps(
    connection: duckdb.DuckDBPyConnection, build_id: str, steps: list[dict[str, Any]]
) -> None:
    """Write the costs of one refresh. What publishing cost is known only to the next one."""
    connection.execute("delete from audit.refresh_step where build_id = ?", [build_id])
    rows = [{"build_id": build_id, **step} for step in steps]
    _insert_objects(connection, "audit.refresh_step", rows)


def record_checks(
    connection: duckdb.DuckDBPyConnection, build_id: str, checks: Iterable[CheckResult]
) -> None:
    """Append the verdicts of one refresh."""
    rows = [{"build_id": build_id, **asdict(check)} for check in checks]
    _insert_objects(connection, "audit.check_result", rows)


def record_lineage(
    connection: duckdb.DuckDBPyConnection, manifest: dict[str, Any], columns: Path
) -> None:
    """Which model reads which, as dbt resolved it; sources by their schema and name.

    columns: pairs by column as `docs` wrote them, if it did for these models; a model's own rows
    have no column.
    """
    nodes = manifest["nodes"] | manifest["sources"]
    pairs = [
        {"model": nodes[child]["name"], "upstream_model": _upstream_name(nodes[parent])}
        for child, parents in manifest["parent_map"].items()
        if nodes.get(child, {}).get("resource_type") == "model"
        for parent in parents
        if parent in nodes
    ]
    connection.execute("delete from audit.lineage")
    connection.execute(
        "insert into audit.lineage select pair ->> 'model', pair ->> 'upstream_model', null"
        " from (select unnest(from_json(?, '[\"json\"]')) as pair) order by all",
        [json.dumps(pairs)],
    )
    if columns.exists():
        connection.execute(
            "insert into audit.lineage select pair ->> 0, pair ->> 1, pair ->> 2"
            " from (select unnest(from_json(?, '[\"json\"]')) as pair) order by all",
            [columns.read_text("utf-8")],
        )


def account_rows(connection: duckdb.DuckDBPyConnection) -> list[CheckResult]:
    """Nothing is lost: read = loaded + quarantined + superseded, by table, and the tables agree.

    Only files that were loaded count: a refused one left no rows, a repeated one was not read.
    """
    connection.execute("delete from audit.row_accounting")
    connection.execute(
        """
        insert into audit.row_accounting
        select
            table_name,
            sum(rows_read),
            sum(rows_loaded),
            sum(rows_quarantined),
            sum(rows_superseded),
            null,
            sum(rows_read) = sum(rows_loaded + rows_quarantined + rows_superseded)
        from audit.load_ledger
        where outcome = 'loaded'
        group by table_name
        order by table_name
        """
    )
    tables = connection.execute("select table_name from audit.row_accounting").fetchall()
    for (table_name,) in tables:
        connection.execute(
            f"update audit.row_accounting set rows_in_table = held.rows,"
            f" is_balanced = is_balanced and rows_loaded = held.rows"
            f" from (select count(*) as rows from landing.{quoted(table_name)}) as held"
            f" where table_name = ?",
            [table_name],
        )
    return _accounting_checks(connection)


def _accounting_checks(connection: duckdb.DuckDBPyConnection) -> list[CheckResult]:
    rows = connection.execute(
        "select table_name, is_balanced, rows_read, rows_loaded, rows_quarantined,"
        " rows_superseded, rows_in_table from audit.row_accounting order by table_name"
    ).fetchall()
    words = "read {}, loaded {}, quarantined {}, superseded {}, in table {}"
    return [
        CheckResult(
            name="rows_read_equal_rows_kept",
            kind="row_accounting",
            table_name=table_name,
            column_name=None,
            severity="error",
            observed=words.format(*counts),
            passed=bool(is_balanced),
            rows_failed=None,
        )
        for table_name, is_balanced, *counts in rows
    ]


def _upstream_name(node: dict[str, Any]) -> str:
    return f"{node['schema']}.{node['name']}" if node["resource_type"] == "source" else node["name"]


def _insert_objects(
    connection: duckdb.DuckDBPyConnection, table: str, objects: list[dict[str, Any]]
) -> None:
    """Insert rows given as objects in one statement; the table's columns say what is taken."""
    columns = connection.execute(
        "select column_name, data_type from duckdb_columns()"
        " where database_name = current_catalog() and schema_name || '.' || table_name = ?"
        " order by column_index",
        [table],
    ).fetchall()
    connection.execute(
        f"insert into {table} by name"
        " select unnest(item) from (select unnest(from_json(?, ?)) as item)",
        [json.dumps(objects), json.dumps([dict(columns)])],
    )
