"""The limit that DuckDB has is set again and again, and the file is let go at the end."""

from __future__ import annotations

import time
from pathlib import Path

import duckdb
import pytest

from orchestration import freed_memory
from orchestration.freed_memory import FreedMemory


def limit_of(connection: duckdb.DuckDBPyConnection) -> str:
    found = connection.execute("select current_setting('memory_limit')").fetchone()
    assert found is not None
    return str(found[0])


def test_the_limit_is_set_until_the_end(tmp_path: Path) -> None:
    connections = 0
    with duckdb.connect(
        str(tmp_path / "file.duckdb"), config={"memory_limit": "1GB"}
    ) as connection:
        before = limit_of(connection)

        def connect() -> duckdb.DuckDBPyConnection:
            nonlocal connections
            connections += 1
            return connection.cursor()

        kept = FreedMemory("2GB")
        for _ in range(3):
            kept.begin(connect)
        deadline = time.monotonic() + 30
        while limit_of(connection) == before and time.monotonic() < deadline:
            time.sleep(freed_memory.SECONDS_BETWEEN / 4)
        assert limit_of(connection) != before
        kept.end()
        connection.execute("set memory_limit = '1GB'")
        time.sleep(3 * freed_memory.SECONDS_BETWEEN)
        assert limit_of(connection) == before
    assert connections == 1
    # With a connection left, another configuration would be refused.
    duckdb.connect(str(tmp_path / "file.duckdb"), read_only=True).close()


def test_what_never_began_ends() -> None:
    FreedMemory("1GB").end()


def test_what_goes_wrong_is_told_at_the_end(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "file.duckdb")) as connection:
        kept = FreedMemory("no size at all")
        kept.begin(connection.cursor)
        time.sleep(3 * freed_memory.SECONDS_BETWEEN)
        with pytest.raises(duckdb.Error):
            kept.end()
