"""Whether two warehouses say the same."""

from __future__ import annotations

from pathlib import Path

import duckdb

# Build ids, instants of loading and costs differ from refresh to refresh, and nothing else may.
SCHEMAS = ("marts", "evidence", "measures", "official", "catalogue")
AUDIT = {
    "audit.quarantine": "*",
    "audit.row_accounting": "*",
    "audit.lineage": "*",
    "audit.load_ledger": "* exclude (loaded_at, build_id)",
}


def checksums(path: Path) -> dict[str, tuple[int, int]]:
    """Rows and a checksum that knows no order, by table of a published file."""
    with duckdb.connect(str(path), read_only=True) as reader:
        tables = reader.execute(
            "select schema_name || '.' || table_name from duckdb_tables()"
            " where list_contains(?, schema_name) order by all",
            [list(SCHEMAS)],
        ).fetchall()
        chosen = {name: "*" for (name,) in tables} | {
            name: columns
            for name, columns in AUDIT.items()
            if reader.execute(
                "select count(*) from duckdb_tables() where schema_name || '.' || table_name = ?",
                [name],
            ).fetchone()
            != (0,)
        }
        assert chosen, f"{path} holds nothing to compare"
        found = {}
        for name, columns in chosen.items():
            row = reader.execute(
                f"select count(*), coalesce(sum(hash(told)::hugeint), 0)"
                f" from (select {columns} from {name}) as told"
            ).fetchone()
            assert row is not None
            found[name] = (int(row[0]), int(row[1]))
    return found


def differences(one: Path, other: Path) -> list[str]:
    """The tables in which two published files differ."""
    left, right = checksums(one), checksums(other)
    return sorted(name for name in left.keys() | right.keys() if left.get(name) != right.get(name))


def build_id(path: Path) -> str:
    """The build that a published file holds."""
    with duckdb.connect(str(path), read_only=True) as reader:
        found = reader.execute("select max(build_id) from audit.refresh").fetchone()
    assert found is not None
    return str(found[0])
