"""Warnings on values that point at nothing: a survey of an unknown contact, an unknown agent."""

from __future__ import annotations

import duckdb

from orchestration.checks import CheckResult
from orchestration.contract import Column, Contract, Reference, Table
from orchestration.landing.file_set import FRESH, is_in
from orchestration.landing.tables import newest
from orchestration.store import quoted, text_literal


def check_references(
    connection: duckdb.DuckDBPyConnection, contract: Contract, table: Table
) -> list[CheckResult]:
    """Count the fresh rows whose value is unknown to the table that it points at.

    A table that was never delivered knows nothing, and that is no fault.
    """
    return [
        _check(connection, contract, table, column, reference)
        for column in table.columns
        for reference in column.references
        if _has_rows(connection, contract.table(reference.table))
    ]


def _check(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    table: Table,
    column: Column,
    reference: Reference,
) -> CheckResult:
    condition = ""
    if reference.only_where is not None:
        decider, value = reference.only_where
        condition = f" and {quoted(decider)} = {text_literal(value)}"
    found = connection.execute(
        f"""
        select coalesce(sum(pointing.rows), 0)
        from (
            select {quoted(column.name)} as value, count(*) as rows
            from {newest(table)}
            where {is_in(FRESH)} and {quoted(column.name)} is not null{condition}
            group by value
        ) as pointing
        anti join {newest(contract.table(reference.table))} as known
        on known.{quoted(reference.column)} = pointing.value
        """
    ).fetchone()
    unknown = int(found[0]) if found else 0
    return CheckResult(
        name=f"unknown_{reference.table}",
        kind="warning",
        table_name=table.name,
        column_name=column.name,
        severity="warn",
        observed=f"{unknown} rows point at nothing in {reference.table}",
        passed=unknown == 0,
        rows_failed=unknown,
    )


def _has_rows(connection: duckdb.DuckDBPyConnection, table: Table) -> bool:
    return connection.execute(f"select 1 from {newest(table)} limit 1").fetchone() is not None
