"""The file that people read: complete by itself, readable by older DuckDB, without raw text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.store import connect, quoted, text_literal

if TYPE_CHECKING:
    import duckdb

# The definitions go with the figures: published views read them, and so may a reader.
SCHEMAS = ("marts", "evidence", "measures", "audit", "official", "catalogue")
# DuckDB 1.2 and everything later, so most BI tools' drivers, can read this.
STORAGE_VERSION = "v1.2.0"
# Raw rows and keys may hold personal data; they stay in the private store.
PRIVATE_COLUMNS = {("audit", "quarantine"): ("raw", "key")}
ALIAS = "published"


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


def write_published_file(
    connection: duckdb.DuckDBPyConnection, path: Path, descriptions: Descriptions
) -> dict[Relation, int]:
    """Copy the public schemas of the connected store into a new file; rows by table.

    The file is checkpointed and closed, and what it holds is counted again from the disk.
    """
    path.unlink(missing_ok=True)
    home = _current_catalog(connection)
    connection.execute(
        f"attach {text_literal(str(path))} as {ALIAS} (storage_version '{STORAGE_VERSION}')"
    )
    try:
        rows = _copy_tables(connection)
        connection.execute(f"use {ALIAS}")
        _create_views(connection, _view_statements(connection, home))
        _describe(connection, descriptions)
        connection.execute(f"checkpoint {ALIAS}")
    finally:
        connection.execute(f"use {quoted(home)}")
        connection.execute(f"detach {ALIAS}")
    _require_counts(path, rows)
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


def _copy_tables(connection: duckdb.DuckDBPyConnection) -> dict[Relation, int]:
    for schema in SCHEMAS:
        connection.execute(f"create schema if not exists {ALIAS}.{quoted(schema)}")
    rows = {}
    for relation in _tables(connection):
        private = PRIVATE_COLUMNS.get((relation.schema, relation.name), ())
        present = [name for name in private if name in _columns(connection, relation)]
        exclude = f" exclude ({', '.join(map(quoted, present))})" if present else ""
        copied = connection.execute(
            f"create table {ALIAS}.{relation.sql} as select *{exclude} from {relation.sql}"
        ).fetchone()
        rows[relation] = int(copied[0]) if copied else 0
    return rows


def _tables(connection: duckdb.DuckDBPyConnection) -> list[Relation]:
    found = connection.execute(
        "select schema_name, table_name from duckdb_tables()"
        " where database_name = current_catalog() and list_contains(?, schema_name)"
        " order by all",
        [list(SCHEMAS)],
    ).fetchall()
    return [Relation(*names) for names in found]


def _columns(connection: duckdb.DuckDBPyConnection, relation: Relation) -> list[str]:
    found = connection.execute(
        "select column_name from duckdb_columns() where database_name = current_catalog()"
        " and schema_name = ? and table_name = ?",
        [relation.schema, relation.name],
    ).fetchall()
    return [name for (name,) in found]


def _view_statements(connection: duckdb.DuckDBPyConnection, home: str) -> dict[Relation, str]:
    found = connection.execute(
        "select schema_name, view_name, sql from duckdb_views()"
        " where database_name = ? and list_contains(?, schema_name) order by all",
        [home, list(SCHEMAS)],
    ).fetchall()
    return {Relation(schema, name): sql for schema, name, sql in found}


def _create_views(connection: duckdb.DuckDBPyConnection, statements: dict[Relation, str]) -> None:
    """Views may read views: create those that can be, until none is left or none can be.

    A view that reads a private schema can never be created here: better now than at a reader's.
    """
    import duckdb

    left = dict(statements)
    while left:
        problems = {}
        for relation, sql in left.items():
            try:
                connection.execute(sql)
            except duckdb.Error as error:
                problems[relation] = str(error).splitlines()[0]
        if len(problems) == len(left):
            words = "; ".join(f"{view.schema}.{view.name}: {why}" for view, why in problems.items())
            raise PublishError(f"views that do not work in the published file: {words}")
        left = {relation: left[relation] for relation in problems}


def _describe(connection: duckdb.DuckDBPyConnection, descriptions: Descriptions) -> None:
    """Set comments of what there is; a description of something else is the docs' business."""
    kinds = dict(
        connection.execute(
            "select schema_name || '.' || table_name, 'table' from duckdb_tables()"
            f" where database_name = '{ALIAS}' union all"
            " select schema_name || '.' || view_name, 'view' from duckdb_views()"
            f" where database_name = '{ALIAS}'"
        ).fetchall()
    )
    statements = []
    for relation, (words, columns) in descriptions.items():
        kind = kinds.get(f"{relation.schema}.{relation.name}")
        if kind is None:
            continue
        if words:
            statements.append(f"comment on {kind} {relation.sql} is {text_literal(words)}")
        present = set(_columns(connection, relation))
        statements += [
            f"comment on column {relation.sql}.{quoted(name)} is {text_literal(text)}"
            for name, text in columns.items()
            if text and name in present
        ]
    connection.begin()
    for statement in statements:
        connection.execute(statement)
    connection.commit()


def _require_counts(path: Path, expected: dict[Relation, int]) -> None:
    """Read the finished file as a stranger would."""
    if path.with_name(path.name + ".wal").exists():
        raise PublishError("the new file still has a write-ahead log: it was not checkpointed")
    with connect(path, read_only=True) as connection:
        for relation, rows in expected.items():
            found = connection.execute(f"select count(*) from {relation.sql}").fetchone()
            if found is None or found[0] != rows:
                raise PublishError(
                    f"{relation.schema}.{relation.name} should have {rows} rows, not {found}"
                )


def _current_catalog(connection: duckdb.DuckDBPyConnection) -> str:
    found = connection.execute("select current_catalog()").fetchone()
    assert found is not None
    return str(found[0])
