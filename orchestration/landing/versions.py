"""One row per key: the newest version stays, older ones move aside.

The newest is the one with the greatest version (null is older than any), then the later file
(time, then path), then the later line. That order is total, so the winner does not depend on the
order in which files were loaded, and only keys that a delivery touches need to be compared.
"""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from orchestration.contract import Table
from orchestration.landing.file_set import FRESH, GONE, is_in, make_file_set
from orchestration.landing.tables import newest, superseded
from orchestration.store import quoted


def withdraw_rows(
    connection: duckdb.DuckDBPyConnection, table: Table, file_ids: Collection[int]
) -> None:
    """Take back every row of these files; what they superseded competes again.

    Leaves a relation of the keys that lost a row, for `settle`.
    """
    make_file_set(connection, GONE, file_ids)
    connection.execute(
        f"create or replace temp table {_reopened(table)} as"
        f" select distinct {_keys(table)} from {newest(table)} where {is_in(GONE)}"
    )
    for relation in (newest(table), superseded(table)):
        connection.execute(f"delete from {relation} where {is_in(GONE)}")
    connection.execute(f"delete from audit.quarantine where {is_in(GONE, 'file_id')}")
    _move(connection, superseded(table), newest(table), _rows_with(table, superseded(table)))


def settle(connection: duckdb.DuckDBPyConnection, table: Table, is_reopened: bool) -> None:
    """Move every older version of the keys that the fresh files, or a withdrawal, touched."""
    _find_repeated(connection, table, is_reopened)
    version = f"{quoted(table.version)} desc nulls last, " if table.version else ""
    losers = f"""
        select row_id from (
            select
                rows.rowid as row_id,
                row_number() over (
                    partition by {_keys(table, "rows")}
                    order by {version}ledger.modified_ns desc, ledger.file desc, rows._line desc
                ) as place
            from {newest(table)} as rows
            join repeated_keys as keys on {_is_same_key(table, "rows", "keys")}
            join audit.load_ledger as ledger on ledger.file_id = rows._file_id
        )
        where place > 1
    """
    _move(connection, newest(table), superseded(table), losers)


def _find_repeated(connection: duckdb.DuckDBPyConnection, table: Table, is_reopened: bool) -> None:
    """Make `repeated_keys`: those of the touched keys that have more than one row."""
    keys = _keys(table)
    older = connection.execute(
        f"select count(*) from {newest(table)} where not {is_in(FRESH)}"
    ).fetchone()
    if older == (0,):
        # Everything is fresh: hashes need half the memory of keys, and few of them repeat.
        touched = f"""
            select {keys} from {newest(table)}
            where hash({keys}) in (
                select hash({keys}) from {newest(table)} group by all having count(*) > 1
            )
        """
    else:
        reopened = f" union select {keys} from {_reopened(table)}" if is_reopened else ""
        touched = f"""
            select {_keys(table, "rows")} from {newest(table)} as rows
            semi join (select {keys} from {newest(table)} where {is_in(FRESH)}{reopened}) as keys
            on {_is_same_key(table, "rows", "keys")}
        """
    connection.execute(
        f"create or replace temp table repeated_keys as"
        f" select {keys} from ({touched}) group by all having count(*) > 1"
    )


def _reopened(table: Table) -> str:
    return quoted(f"reopened_keys_of_{table.name}")


def _rows_with(table: Table, relation: str) -> str:
    """The row ids of a relation whose key was reopened."""
    return (
        f"select rows.rowid from {relation} as rows"
        f" semi join {_reopened(table)} as keys on {_is_same_key(table, 'rows', 'keys')}"
    )


def _move(connection: duckdb.DuckDBPyConnection, source: str, target: str, row_ids: str) -> None:
    connection.execute(f"create or replace temp table moving as {row_ids}")
    found = connection.execute("select count(*) from moving").fetchone()
    if found != (0,):
        connection.execute(
            f"insert into {target} select * from {source} where rowid in (from moving)"
        )
        connection.execute(f"delete from {source} where rowid in (from moving)")
    connection.execute("drop table moving")


def _keys(table: Table, relation: str = "") -> str:
    prefix = f"{relation}." if relation else ""
    return ", ".join(prefix + quoted(name) for name in table.key)


def _is_same_key(table: Table, left: str, right: str) -> str:
    """Whether two rows have one key; a part that may be null is equal to itself."""
    return " and ".join(
        f"{left}.{quoted(name)}"
        f" {'=' if table.column(name).required else 'is not distinct from'}"
        f" {right}.{quoted(name)}"
        for name in table.key
    )
