"""Readers see one whole build or the next, never half of one, and nothing private."""

from __future__ import annotations

import stat
from pathlib import Path

import duckdb
import pytest
from made_builds import build_id, make_store, publish_build, write_files

from orchestration import publish
from orchestration.journal import read_last
from orchestration.publish import KEPT_BUILDS, builds, rollback, swap
from orchestration.published_file import (
    PublishError,
    Relation,
    finish_warehouse_file,
    published_build_id,
)
from orchestration.settings import Settings, read_settings
from orchestration.store import connect_both


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"WAREHOUSE_DIR": str(tmp_path / "it's a warehouse")}, tmp_path)


def cards(path: Path) -> tuple[int, int]:
    with duckdb.connect(str(path), read_only=True) as reader:
        found = reader.execute("select * from marts.a_view_of_a_view").fetchone()
    assert found is not None
    return found


def test_an_open_reader_keeps_its_build_and_a_new_one_sees_the_next(settings: Settings) -> None:
    publish_build(settings, 1, rows=10)
    query = "select cards, build_number from marts.scorecard_count"
    with duckdb.connect(str(settings.published_file), read_only=True) as reader:
        assert reader.execute(query).fetchone() == (10, 1)
        for number in range(2, 7):
            publish_build(settings, number, rows=10 * number)
            assert reader.execute(query).fetchone() == (10, 1)
    assert cards(settings.published_file) == (60, 6)


def test_views_work_whatever_the_file_is_called(settings: Settings, tmp_path: Path) -> None:
    publish_build(settings, 1, rows=10)
    moved = tmp_path / "another name.duckdb"
    moved.write_bytes(settings.published_file.read_bytes())
    with duckdb.connect() as session:
        session.execute(f"attach '{moved}' as somewhere (read_only)")
        found = session.execute("select cards from somewhere.marts.a_view_of_a_view").fetchone()
    assert found == (10,)


def test_a_view_of_a_private_schema_is_not_published(settings: Settings) -> None:
    place = make_store(settings, 1, rows=10)
    with connect_both(place.warehouse, place.store) as connection:
        connection.execute("create view marts.leak as select description from landing.tickets")
    with pytest.raises(PublishError, match=r"marts\.leak"):
        finish_warehouse_file(place.warehouse, place.store, {})


def test_raw_text_stays_in_the_private_store(settings: Settings) -> None:
    publish_build(settings, 1, rows=10)
    with duckdb.connect(str(settings.published_file), read_only=True) as reader:
        columns = reader.execute("describe audit.quarantine").fetchall()
        assert [column[0] for column in columns] == ["table_name"]
    for path in [settings.published_file, *settings.parquet_dir.rglob("*.parquet")]:
        assert b"secret" not in path.read_bytes()
    assert b"secret" in settings.store_file.read_bytes()


def test_older_duckdb_can_read_it(settings: Settings) -> None:
    publish_build(settings, 1, rows=10)
    with duckdb.connect(str(settings.published_file), read_only=True) as reader:
        tags = reader.execute("select tags from duckdb_databases() where not internal").fetchone()
    assert tags is not None and "v1.2.0" in str(tags[0])


def test_descriptions_reach_people_who_only_see_the_database(settings: Settings) -> None:
    words = {
        Relation("marts", "scorecard"): ("One row per agent's card.", {"entity_id": "Who."}),
        Relation("marts", "scorecard_count"): ("One row.", {"cards": "How many."}),
        Relation("marts", "not_there"): ("Nothing.", {}),
    }
    publish_build(settings, 1, rows=10, words=words)
    with duckdb.connect(str(settings.published_file), read_only=True) as reader:
        tables = reader.execute("select comment from duckdb_tables() where comment is not null")
        assert tables.fetchall() == [("One row per agent's card.",)]
        views = reader.execute("select comment from duckdb_views() where comment is not null")
        assert views.fetchall() == [("One row.",)]
        columns = reader.execute("select comment from duckdb_columns() where comment is not null")
        assert sorted(columns.fetchall()) == [("How many.",), ("Who.",)]


def test_the_last_three_are_kept_with_their_parquet(settings: Settings) -> None:
    for number in range(1, 7):
        publish_build(settings, number, rows=number)
    kept = [build_id(number) for number in (6, 5, 4, 3)]
    assert [build.build_id for build in builds(settings)] == kept
    assert len(list(settings.previous_dir.iterdir())) == KEPT_BUILDS
    assert [cards(build.path)[1] for build in builds(settings)] == [6, 5, 4, 3]
    folders = {path.name for path in settings.parquet_dir.iterdir()}
    assert folders == {*kept, "current"}
    assert (settings.parquet_dir / "current").resolve().name == build_id(6)


def test_going_back_and_forth(settings: Settings) -> None:
    for number in range(1, 4):
        publish_build(settings, number, rows=number)
    assert rollback(settings) == (build_id(3), build_id(2))
    assert cards(settings.published_file) == (2, 2)
    assert (settings.parquet_dir / "current").resolve().name == build_id(2)
    assert rollback(settings) == (build_id(2), build_id(1))
    with pytest.raises(PublishError, match="kept are"):
        rollback(settings)
    assert rollback(settings, build_id(3)) == (build_id(1), build_id(3))
    assert cards(settings.published_file) == (3, 3)
    with pytest.raises(PublishError, match="no such build"):
        rollback(settings, "20200101T000000Z-000000")


def test_going_back_leaves_the_kept_file_alone(settings: Settings) -> None:
    publish_build(settings, 1, rows=1)
    publish_build(settings, 2, rows=2)
    kept = settings.previous_dir / f"{build_id(1)}.duckdb"
    before = kept.read_bytes()
    rollback(settings)
    publish_build(settings, 3, rows=3)
    assert kept.read_bytes() == before
    assert published_build_id(kept) == build_id(1)


def test_published_files_are_for_owner_and_group(settings: Settings) -> None:
    publish_build(settings, 1, rows=1)
    publish_build(settings, 2, rows=2)
    for path in settings.warehouse_dir.rglob("*"):
        if not path.is_symlink():
            wanted = 0o750 if path.is_dir() else 0o640
            assert (path, stat.S_IMODE(path.stat().st_mode)) == (path, wanted)


@pytest.mark.parametrize(
    ("stopped_at", "call"),
    [
        ("replace_file", 1),
        ("keep_current", 1),
        ("replace_file", 2),
        ("point_current_at", 1),
        ("prune", 1),
    ],
)
def test_stopped_while_swapping_readers_have_a_whole_build(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, stopped_at: str, call: int
) -> None:
    publish_build(settings, 1, rows=10)
    before = settings.published_file.read_bytes()
    place = make_store(settings, 2, rows=20)
    write_files(settings, place, 2, {})
    after = place.warehouse.read_bytes()
    act = getattr(publish, stopped_at)
    calls = []

    def stop(*arguments: object) -> object:
        calls.append(arguments)
        if len(calls) == call:
            raise InterruptedError
        return act(*arguments)

    with monkeypatch.context() as patch, pytest.raises(InterruptedError):
        patch.setattr(publish, stopped_at, stop)
        swap(settings, place, build_id(2))
    assert settings.published_file.read_bytes() in (before, after)
    assert read_last(settings) is None
    publish_build(settings, 3, rows=30)
    assert cards(settings.published_file) == (30, 3)
    assert (settings.parquet_dir / "current").resolve().name == build_id(3)
