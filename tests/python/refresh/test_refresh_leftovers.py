"""What a crashed refresh leaves is deleted, never replayed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from orchestration import copying
from orchestration.copying import BLOCK, PIECE
from orchestration.settings import Settings, read_settings
from orchestration.workplace import (
    CopiesInBackground,
    copy_file,
    prepare_workplace,
    private_files,
    replace_file,
)


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


def test_a_copy_does_not_follow_its_original(tmp_path: Path) -> None:
    original, copy = tmp_path / "original", tmp_path / "copy"
    original.write_bytes(b"before" * 10_000)
    copy_file(original, copy)
    copy.write_bytes(b"after")
    assert original.read_bytes() == b"before" * 10_000


@pytest.mark.parametrize("size", [2 * PIECE, 2 * PIECE + 1, 3 * PIECE - BLOCK, PIECE + BLOCK + 17])
@pytest.mark.parametrize("is_direct", [True, False])
def test_a_large_copy_has_every_byte(
    tmp_path: Path, size: int, is_direct: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_direct:
        monkeypatch.delattr(os, "O_DIRECT", raising=False)
    original, copy = tmp_path / "original", tmp_path / "copy"
    original.write_bytes(os.urandom(size))
    copy.write_bytes(bytes(4 * PIECE))
    copy_file(original, copy)
    assert copy.read_bytes() == original.read_bytes()


@pytest.mark.parametrize("in_cache", ["all", "half", "nothing", "nobody knows"])
def test_a_large_copy_has_every_byte_wherever_they_lie(
    tmp_path: Path, in_cache: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, copy = tmp_path / "original", tmp_path / "copy"
    size = 9 * PIECE + 17
    with original.open("wb") as handle:
        handle.write(os.urandom(size))
        handle.flush()
        os.fsync(handle.fileno())
        if in_cache == "nobody knows":
            monkeypatch.setattr(copying, "WITHOUT_WAITING", None)
        elif in_cache != "all" and hasattr(os, "posix_fadvise"):
            # Half: from the middle of a piece on.
            start = 0 if in_cache == "nothing" else 4 * PIECE + BLOCK
            os.posix_fadvise(handle.fileno(), start, 0, os.POSIX_FADV_DONTNEED)
    copy_file(original, copy)
    assert copy.read_bytes() == original.read_bytes()


def test_a_copy_in_the_background_is_waited_for_or_dropped(tmp_path: Path) -> None:
    original, wanted, unwanted = (tmp_path / name for name in ("original", "wanted", "unwanted"))
    original.write_bytes(os.urandom(PIECE + 1))
    with CopiesInBackground() as copies:
        copies.begin(original, wanted)
        copies.begin(original, unwanted)
        copies.begin(tmp_path / "missing", tmp_path / "nothing")
        copies.wait_for(wanted)
        copies.drop(unwanted)
        copies.drop(tmp_path / "never begun")
        assert wanted.read_bytes() == original.read_bytes()
        assert not unwanted.exists()
        with pytest.raises(FileNotFoundError, match="missing"):
            copies.wait_for(tmp_path / "nothing")


def test_what_a_copy_failed_of_is_blamed_for_what_failed_beside_it(tmp_path: Path) -> None:
    with CopiesInBackground() as copies:
        with pytest.raises(ValueError, match="own fault"), copies.blamed_first():
            raise ValueError("own fault")
        copies.begin(tmp_path / "missing", tmp_path / "nothing")
        with pytest.raises(FileNotFoundError, match="missing"), copies.blamed_first():
            raise ValueError("because of it")
    assert not (tmp_path / "nothing").exists()


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
