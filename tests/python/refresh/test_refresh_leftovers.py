"""What a crashed refresh leaves is deleted, never replayed."""

from __future__ import annotations

import stat
from pathlib import Path

from orchestration.settings import Settings, read_settings
from orchestration.workplace import prepare_workplace, private_files, replace_file


def warehouse(tmp_path: Path) -> Settings:
    return read_settings({"WAREHOUSE_DIR": str(tmp_path / "warehouse")}, tmp_path)


def test_leftovers_go_and_finished_files_stay(tmp_path: Path) -> None:
    settings = warehouse(tmp_path)
    for folder in (settings.previous_dir, settings.work_dir / "target", settings.state_dir):
        folder.mkdir(parents=True)
    half_parquet = settings.parquet_dir / "20260101T000000Z-aaaaaa.new"
    half_parquet.mkdir(parents=True)
    leftovers = [
        settings.work_dir / "store.duckdb",
        settings.work_dir / "store.duckdb.wal",
        settings.work_dir / "target" / "run_results.json",
        settings.warehouse_dir / "warehouse.duckdb.new",
        settings.warehouse_dir / "warehouse.duckdb.new.wal",
        settings.warehouse_dir / "warehouse.duckdb.wal",
        settings.warehouse_dir / "store.duckdb.wal",
        settings.state_dir / "last_refresh.json.new",
        half_parquet / "scorecard.parquet",
    ]
    finished = [
        settings.published_file,
        settings.previous_dir / "20260101T000000Z-bbbbbb.duckdb",
        settings.state_dir / "last_refresh.json",
    ]
    for path in [*leftovers, *finished]:
        path.write_text("x")
    settings.store_file.write_text("the store")

    place = prepare_workplace(settings)

    assert place.store.read_text() == "the store"
    assert [path for path in leftovers if path.exists() and path != place.store] == []
    assert not half_parquet.exists()
    assert all(path.read_text() == "x" for path in finished)


def test_files_are_for_owner_and_group_only(tmp_path: Path) -> None:
    settings = warehouse(tmp_path)
    with private_files():
        place = prepare_workplace(settings)
        (place.folder / "made.new").write_text("x")
    new = place.folder / "made.new"
    new.chmod(0o666)
    replace_file(new, settings.published_file)
    assert mode(settings.published_file) == 0o640
    for folder in (settings.warehouse_dir, settings.state_dir, place.folder, place.target):
        assert mode(folder) == 0o750


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
