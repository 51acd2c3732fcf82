"""The marts as Parquet: the same rows, big ones by month, months that stay are links."""

from __future__ import annotations

import os
import stat
from datetime import date
from pathlib import Path
from threading import Barrier

import duckdb
import pytest

from orchestration import parquet as parquet_module
from orchestration.parquet import Earlier, link_parquet, monthly_marts, write_parquet
from orchestration.workplace import FILE_MODE

MONTHLY = {"card": "period_start", "empty": "period_start"}
CARDS = """
    select date '2024-12-31' as period_start, 'a' as agent, 0.5 as total
    union all select date '2025-09-01', 'a', 1.5
    union all select date '2025-09-15', 'b', 2.5
    union all select date '2025-10-01', 'a', 3.5
    union all select date '2025-11-01', 'a', null
    union all select null, 'c', 4.5
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute(f"create table marts.card as {CARDS}")
        connection.execute("create table marts.empty as from marts.card limit 0")
        connection.execute("create table marts.grade as select 'good' as grade")
        connection.execute("create view marts.best as from marts.card")
    return path


def asked(query: str, order: str = " order by all") -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(query + order).fetchall()


def rows(folder: Path, mart: str) -> list[tuple[object, ...]]:
    files = f"{folder}/{mart}/*/*.parquet"
    return asked(f"from read_parquet('{files}', hive_partitioning = false)")


def inodes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_ino for path in folder.rglob("*.parquet")}


def test_big_marts_are_written_by_month(warehouse: Path, tmp_path: Path) -> None:
    folder = write_parquet(warehouse, tmp_path / "parquet", "b1", monthly=MONTHLY)
    months = {path.parent.name for path in (folder / "card").rglob("*.parquet")}
    assert months == {
        "month=2024-12",
        "month=2025-09",
        "month=2025-10",
        "month=2025-11",
        "month=__HIVE_DEFAULT_PARTITION__",
    }
    assert rows(folder, "card") == asked(f"from ({CARDS})")
    assert (folder / "grade.parquet").is_file() and not (folder / "best.parquet").exists()
    for path in folder.rglob("*.parquet"):
        assert stat.S_IMODE(path.stat().st_mode) == FILE_MODE


def test_a_mart_without_rows_keeps_its_columns(warehouse: Path, tmp_path: Path) -> None:
    folder = write_parquet(warehouse, tmp_path / "parquet", "b1", monthly=MONTHLY)
    found = asked(f"from (describe from '{folder}/empty/*/*.parquet')", order="")
    assert [column[0] for column in found][:3] == ["period_start", "agent", "total"]
    assert rows(folder, "empty") == []


def test_months_that_stay_are_links(warehouse: Path, tmp_path: Path) -> None:
    parquet = tmp_path / "parquet"
    first = write_parquet(warehouse, parquet, "b1", monthly=MONTHLY)
    with duckdb.connect(str(warehouse)) as connection:
        # September stays by agreement: it is not even looked at. The undated row may change.
        connection.execute("update marts.card set total = total + 1 where total is not null")
    # The Monday before the quarter: September's last days are rebuilt, and with them its file.
    second = write_parquet(
        warehouse, parquet, "b2", monthly=MONTHLY, earlier=Earlier(first, date(2025, 10, 1))
    )
    before, after = inodes(first), inodes(second)
    kept = {name for name in after if before.get(name) == after[name]}
    assert kept == {"card/month=2024-12/data_0.parquet", "card/month=2025-09/data_0.parquet"}
    assert sorted(map(str, [total for *_, total in rows(second, "card")])) == sorted(
        ["0.5", "1.5", "2.5", "4.5", "None", "5.5"]
    )


def test_a_month_that_is_partly_rebuilt_is_written_whole(warehouse: Path, tmp_path: Path) -> None:
    parquet = tmp_path / "parquet"
    first = write_parquet(warehouse, parquet, "b1", monthly=MONTHLY)
    second = write_parquet(
        warehouse, parquet, "b2", monthly=MONTHLY, earlier=Earlier(first, date(2025, 9, 29))
    )
    before, after = inodes(first), inodes(second)
    kept = {name for name in after if before.get(name) == after[name]}
    assert kept == {"card/month=2024-12/data_0.parquet"}
    assert rows(second, "card") == rows(first, "card")


def test_a_file_system_without_links(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: object, target: object) -> None:
        raise OSError("links are not supported")

    monkeypatch.setattr(os, "link", refuse)
    parquet = tmp_path / "parquet"
    first = write_parquet(warehouse, parquet, "b1", monthly=MONTHLY)
    second = write_parquet(
        warehouse, parquet, "b2", monthly=MONTHLY, earlier=Earlier(first, date(2025, 10, 1))
    )
    assert rows(second, "card") == rows(first, "card")


def test_as_many_months_of_a_mart_at_a_time_as_processors_with_one_thread_each(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: set[object] = set()
    real_copy = parquet_module._copy
    # Each of three months waits until the others are being written too.
    together = Barrier(3)

    def copy(connection: duckdb.DuckDBPyConnection, relation: str, path: Path) -> None:
        threads.update(connection.execute("select current_setting('threads')").fetchall())
        if path.parent.name in ("month=2024-12", "month=2025-09", "month=2025-10"):
            together.wait(timeout=20)
        real_copy(connection, relation, path)

    monkeypatch.setenv("WAREHOUSE_THREADS", "3")
    monkeypatch.setattr(parquet_module, "_copy", copy)
    folder = write_parquet(warehouse, tmp_path / "parquet", "b1", monthly=MONTHLY)
    assert threads == {(1,)}
    assert rows(folder, "card") == asked(f"from ({CARDS})")


def test_a_seal_links_everything(warehouse: Path, tmp_path: Path) -> None:
    parquet = tmp_path / "parquet"
    first = write_parquet(warehouse, parquet, "b1", monthly=MONTHLY)
    assert link_parquet(parquet, "b1", "b2")
    assert inodes(parquet / "b2") == inodes(first)
    assert not link_parquet(parquet, "gone", "b3") and not (parquet / "b3").exists()


def test_the_models_say_which_marts() -> None:
    manifest = {
        "nodes": {
            "model.p.card": {
                "name": "card",
                "config": {"meta": {"rebuilt_by": "period_start", "parquet_by_month": True}},
            },
            "model.p.contact": {"name": "contact", "config": {"meta": {"rebuilt_by": "date_day"}}},
            "test.p.unique": {"name": "unique", "config": {}},
        }
    }
    assert monthly_marts(manifest) == {"card": "period_start"}
