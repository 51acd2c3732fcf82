"""The ledger: one row per delivered file, and what became of its rows."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from orchestration.contract import Contract, Table
from orchestration.landing.discover import DeliveredFile
from orchestration.landing.file_set import GONE, is_in, make_file_set
from orchestration.landing.tables import newest, superseded

LOADED, REFUSED, SKIPPED = "loaded", "refused", "skipped_duplicate"


class AccountingError(RuntimeError):
    """Rows were lost or counted twice: a fault of ours, never of a delivery."""


@dataclass(frozen=True)
class Entry:
    """What the ledger says of one file."""

    delivered: DeliveredFile
    sha256: str
    outcome: str
    reason: str | None = None
    rows_read: int = 0
    warnings: Sequence[str] = ()
    columns: Sequence[str] = ()

    @property
    def file_id(self) -> int:
        return file_id(self.delivered.file)


def file_id(file: str) -> int:
    """The id of a file: from its path alone, so that no order of deliveries can change it."""
    return int.from_bytes(hashlib.sha256(file.encode()).digest()[:8]) >> 1


def read_entries(connection: duckdb.DuckDBPyConnection) -> list[Entry]:
    """Every file that the ledger knows."""
    rows = connection.execute(
        "select file, size_bytes, modified_ns, sha256, outcome, reason, rows_read"
        " from audit.load_ledger order by file"
    ).fetchall()
    return [
        Entry(DeliveredFile(modified_ns, file, size), sha256, outcome, reason, rows_read)
        for file, size, modified_ns, sha256, outcome, reason, rows_read in rows
    ]


def write_entries(
    connection: duckdb.DuckDBPyConnection, entries: Collection[Entry], build_id: str
) -> None:
    """Write one row per file, in place of what the ledger said of it before."""
    if not entries:
        return
    forget_entries(connection, [entry.file_id for entry in entries])
    now = datetime.now(UTC).replace(tzinfo=None)
    texts = pa.list_(pa.string())
    in_order = sorted(entries, key=lambda entry: entry.delivered)
    rows = pa.table(
        {
            "file_id": pa.array([entry.file_id for entry in in_order], pa.int64()),
            "table_name": [entry.delivered.table_name for entry in in_order],
            "file": [entry.delivered.file for entry in in_order],
            "sha256": [entry.sha256 for entry in in_order],
            "size_bytes": [entry.delivered.size for entry in in_order],
            "modified_ns": pa.array([e.delivered.modified_ns for e in in_order], pa.int64()),
            "rows_read": [entry.rows_read for entry in in_order],
            "outcome": [entry.outcome for entry in in_order],
            "reason": pa.array([entry.reason for entry in in_order], pa.string()),
            "warnings": pa.array([list(entry.warnings) for entry in in_order], texts),
            "columns": pa.array([list(entry.columns) for entry in in_order], texts),
        }
    )
    connection.register("ledger_rows", rows)
    connection.execute(
        """
        insert into audit.load_ledger by name
        select
            *, make_timestamp(modified_ns // 1000) as modified_at, 0 as rows_loaded,
            0 as rows_quarantined, 0 as rows_superseded, ?::timestamp as loaded_at, ? as build_id
        from ledger_rows
        """,
        [now, build_id],
    )
    connection.unregister("ledger_rows")


def forget_entries(connection: duckdb.DuckDBPyConnection, file_ids: Collection[int]) -> None:
    """Take files out of the ledger."""
    make_file_set(connection, GONE, file_ids)
    connection.execute(f"delete from audit.load_ledger where {is_in(GONE, 'file_id')}")


def recount(connection: duckdb.DuckDBPyConnection, tables: Collection[Table]) -> None:
    """Make the counts of every file of these tables true: a delivery changes older files' too."""
    for table in tables:
        connection.execute(
            f"""
            with kept as (
                select _file_id as file_id, count(*) as loaded, 0 as quarantined, 0 as superseded
                from {newest(table)} group by _file_id
                union all
                select _file_id, 0, 0, count(*) from {superseded(table)} group by _file_id
                union all
                select file_id, 0, count(*), 0 from audit.quarantine
                where table_name = ? group by file_id
            ),
            summed as (
                select
                    ledger.file_id,
                    coalesce(sum(kept.loaded), 0) as loaded,
                    coalesce(sum(kept.quarantined), 0) as quarantined,
                    coalesce(sum(kept.superseded), 0) as superseded
                from audit.load_ledger as ledger
                left join kept using (file_id)
                where ledger.table_name = ?
                group by ledger.file_id
            )
            update audit.load_ledger as ledger
            set rows_loaded = summed.loaded, rows_quarantined = summed.quarantined,
                rows_superseded = summed.superseded
            from summed
            where ledger.file_id = summed.file_id
            """,
            [table.name, table.name],
        )


def require_accounts(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """Raise where a file's rows do not add up, or where a table holds rows of no loaded file."""
    wrong = connection.execute(
        """
        select file from audit.load_ledger
        where rows_read <> rows_loaded + rows_quarantined + rows_superseded
        order by file
        """
    ).fetchall()
    if wrong:
        raise AccountingError(
            f"{len(wrong)} files do not add up (rows read = loaded + quarantined + superseded),"
            f" the first is {wrong[0][0]}"
        )
    for table in contract.tables:
        found = connection.execute(
            f"select (select count(*) from {newest(table)}), coalesce(sum(rows_loaded), 0)"
            " from audit.load_ledger where table_name = ? and outcome = 'loaded'",
            [table.name],
        ).fetchone()
        if found is None or found[0] != found[1]:
            raise AccountingError(f"table {table.name} holds other rows than the ledger says")
