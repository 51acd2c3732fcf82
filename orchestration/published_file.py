"""The file that people read: complete by itself, readable by older DuckDB, without raw text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.official import refresh_restatement
from orchestration.store import STORE, connect, quoted, text_literal, write_file

if TYPE_CHECKING:
    import duckdb

# The definitions go with the figures: published views read them, and so may a reader.
SCHEMAS = ("marts", "evidence", "measures", "audit", "official", "catalogue")
# What the private store keeps of them; the models build the others where they are published.
COPIED_SCHEMAS = ("audit", "official")
# Raw rows and keys may hold personal data; they stay in the private store.
PRIVATE_COLUMNS = {("audit", "quarantine"): ("raw", "key")}


class PublishError(RuntimeError):
    """The new file cannot be published as it is; the old one stays."""


@dataclass(frozen=True)
class Relation:
    schema: str
    name: str

    @property
    def sql(self) -> str:
        return f"{quoted(self.schema)}.{quoted(self.name)}"


Descriptions = dict[Relation, tuple[str, dict[str, str]]]


def finish_warehouse_file(
    path: Path, store: Path, descriptions: Descriptions, *, temp: Path | None = None
) -> dict[Relation, int]:
    """Complete the file that the models were built into; rows by table.

    What the private store knows of refreshes, checks and official months is copied, without raw
    text. The file is checkpointed and closed, and then read as a stranger would.
    """
    with connect(path, temp=temp) as connection:
        connection.execute(f"attach {text_literal(str(store))} as {STORE} (read_only)")
        _copy_from_store(connection)
        connection.execute(f"detach {STORE}")
        refresh_restatement(connection)
        _describe(connection, descriptions)
        write_file(connection)
        rows = _row_counts(connection)
    _require_readable(path, rows)
    return rows


def descriptions_of(manifest: dict[str, Any]) -> Descriptions:
    """What dbt's yml says about relations and columns, for people who only see the database."""
    return {
        Relation(node["schema"], node.get("alias") or node["name"]): (
            node.get("description", ""),
            {name: words.get("description", "") for name, words in node["columns"].items()},
        )
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] in SCHEMAS
    }


def read_descriptions(path: Path) -> Descriptions:
    """The comments of a published file, for one that is written without dbt."""
    with connect(path, read_only=True) as connection:
        relations = connection.execute(
            "select schema_name, table_name, comment from duckdb_tables() union all"
            " select schema_name, view_name, comment from duckdb_views() where not internal"
        ).fetchall()
        columns = connection.execute(
            "select schema_name, table_name, column_name, comment from duckdb_columns()"
            " where not internal and comment is not null"
        ).fetchall()
    words: dict[Relation, dict[str, str]] = {}
    for schema, table, column, comment in columns:
        words.setdefault(Relation(schema, table), {})[column] = comment
    return {
        Relation(schema, name): (comment or "", words.get(Relation(schema, name), {}))
        for schema, name, comment in relations
    }


def published_build_id(path: Path) -> str | None:
    """Which build a published file holds; None when there is none or it cannot be read."""
    import duckdb

    if not path.exists():
        return None
    try:
        with connect(path, read_only=True) as connection:
            return newest_build_id(connection)
    except duckdb.Error:
        return None


def newest_build_id(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The newest build that the connected file says was published."""
    found = connection.execute(
        "select max(build_id) from audit.refresh where outcome = 'published'"
    ).fetchone()
    return found[0] if found else None


def _copy_from_store(connection: duckdb.DuckDBPyConnection) -> None:
    for schema in COPIED_SCHEMAS:
        connection.execute(f"create schema if not exists {quoted(schema)}")
    for relation in _tables(connection, STORE, COPIED_SCHEMAS):
        private = PRIVATE_COLUMNS.get((relation.schema, relation.name), ())
        present = [name for name in private if name in _columns(connection, STORE, relation)]
        exclude = f" exclude ({', '.join(map(quoted, present))})" if present else ""
        connection.execute(
            f"create or replace table {relation.sql} as"
            f" select *{exclude} from {STORE}.{relation.sql}"
        )


def _row_counts(connection: duckdb.DuckDBPyConnection) -> dict[Relation, int]:
    home = _current_catalog(connection)
    rows = {}
    for relation in _tables(connection, home, SCHEMAS):
        found = connection.execute(f"select count(*) from {relation.sql}").fetchone()
        rows[relation] = found[0] if found else 0
    return rows


def _tables(
    connection: duckdb.DuckDBPyConnection, database: str, schemas: Sequence[str]
) -> list[Relation]:
    found = connection.execute(
        "select schema_name, table_name from duckdb_tables()"
        " where database_name = ? and list_contains(?, schema_name) order by all",
        [database, list(schemas)],
    ).fetchall()
    return [Relation(*names) for names in found]


def _columns(connection: duckdb.DuckDBPyConnection, database: str, relation: Relation) -> list[str]:
    found = connection.execute(
        "select column_name from duckdb_columns()"
        " where database_name = ? and schema_name = ? and table_name = ?",
        [database, relation.schema, relation.name],
    ).fetchall()
    return [name for (name,) in found]


def _describe(connection: duckdb.DuckDBPyConnection, descriptions: Descriptions) -> None:
    """Set comments of what there is; a description of something else is the docs' business."""
    home = _current_catalog(connection)
    kinds = dict(
        connection.execute(
            "select schema_name || '.' || table_name, 'table' from duckdb_tables()"
            " where database_name = $home union all"
            " select schema_name || '.' || view_name, 'view' from duckdb_views()"
            " where database_name = $home",
            {"home": home},
        ).fetchall()
    )
    statements = []
    for relation, (words, columns) in descriptions.items():
        kind = kinds.get(f"{relation.schema}.{relation.name}")
        if kind is None:
            continue
        if words:
            statements.append(f"comment on {kind} {relation.sql} is {text_literal(words)}")
        present = set(_columns(connection, home, relation))
        statements += [
            f"comment on column {relation.sql}.{quoted(name)} is {text_literal(text)}"
            for name, text in columns.items()
            if text and name in present
        ]
    connection.begin()
    for statement in statements:
        connection.execute(statement)
    connection.commit()


def _require_readable(path: Path, expected: dict[Relation, int]) -> None:
    """Read the finished file as a stranger would, who has no private store.

    A view that reads a private schema would fail at every reader's; better here.
    """
    import duckdb

    if path.with_name(path.name + ".wal").exists():
        raise PublishError("the new file still has a write-ahead log: it was not checkpointed")
    with connect(path, read_only=True) as connection:
        for relation, rows in expected.items():
            found = connection.execute(f"select count(*) from {relation.sql}").fetchone()
            if found is None or found[0] != rows:
                raise PublishError(
                    f"{relation.schema}.{relation.name} should have {rows} rows, not {found}"
                )
        views = connection.execute(
            "select schema_name, view_name from duckdb_views() where not internal order by all"
        ).fetchall()
        problems = []
        for view in (Relation(*names) for names in views):
            try:
                connection.execute(f"select * from {view.sql} limit 0")
            except duckdb.Error as error:
                problems.append(f"{view.schema}.{view.name}: {str(error).splitlines()[0]}")
    if problems:
        words = "; ".join(problems)
        raise PublishError(f"views that do not work in the published file: {words}")


def _current_catalog(connection: duckdb.DuckDBPyConnection) -> str:
    found = connection.execute("select current_catalog()").fetchone()
    assert found is not None
    return str(found[0])
