"""Rows that were replaced take room until they are a quarter of the file, or for four weeks."""

from pathlib import Path

import duckdb
import pytest

from orchestration.store import REFRESHES_BETWEEN, connect, write_file

ROWS = 400_000


def rows_held(connection: duckdb.DuckDBPyConnection) -> int:
    """Those that take room, dead ones included."""
    found = connection.execute("select sum(estimated_size) from duckdb_tables()").fetchone()
    assert found is not None
    return int(found[0])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "store.duckdb"
    with connect(path) as connection:
        connection.execute(f"create table events as select range as number from range({ROWS})")
        write_file(connection)
    return path


def test_many_dead_rows_are_cleared_out(file: Path) -> None:
    with connect(file) as connection:
        connection.execute("delete from events where number between 20000 and 200000")
        before = connection.execute("select count(*), sum(number) from events").fetchone()
        write_file(connection)
        assert connection.execute(
            "select value from duckdb_settings() where name = 'max_vacuum_tasks'"
        ).fetchone() == ("0",)
    with connect(file) as connection:
        # What is left of row groups is put together where it fills fewer of them.
        assert ROWS - 180_001 <= rows_held(connection) < ROWS * 3 // 4
        assert connection.execute("select count(*), sum(number) from events").fetchone() == before


def test_dead_rows_add_up_over_refreshes(file: Path) -> None:
    held = []
    for last in (100_000, 200_000):
        with connect(file) as connection:
            connection.execute("delete from events where number between 20000 and ?", [last])
            write_file(connection)
        with connect(file) as connection:
            held.append(rows_held(connection))
    # A fifth of the file stays, though there is room for it in one row group less.
    assert held[0] == ROWS
    assert held[1] < ROWS * 3 // 4


def test_every_so_often_a_file_is_put_in_order(file: Path) -> None:
    held = []
    with connect(file) as connection:
        connection.execute("create schema audit")
        connection.execute("delete from events where number between 20000 and 100000")
    for refreshes in (REFRESHES_BETWEEN - 1, REFRESHES_BETWEEN):
        with connect(file) as connection:
            connection.execute(
                "create or replace table audit.refresh as"
                " select case when range = 0 then 'failed' else 'published' end as outcome"
                " from range(?)",
                [refreshes + 1],
            )
            write_file(connection)
        with connect(file) as connection:
            held.append(rows_held(connection) - refreshes - 1)
    assert held[0] == ROWS
    assert held[1] < ROWS


def test_an_empty_file_is_written(tmp_path: Path) -> None:
    with connect(tmp_path / "new.duckdb") as connection:
        write_file(connection)
        connection.execute("create table nothing (number integer)")
        write_file(connection)
    assert not (tmp_path / "new.duckdb.wal").exists()
