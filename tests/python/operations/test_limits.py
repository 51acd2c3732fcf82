"""A full disk, too little memory, a second refresh: nothing that people read suffers from it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from orchestration.journal import open_runs
from orchestration.lock import current_holder
from orchestration.settings import PROJECT_DIR, Settings, read_settings
from tests.python.operations.checksums import differences
from tests.python.refresh.conftest import deliver

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
MEBIBYTE = 1024 * 1024


def start(
    settings: Settings, *, largest: int = 0, wait: float = 0, **environment: str
) -> subprocess.Popen[str]:
    """One refresh in a process of its own."""
    return subprocess.Popen(
        [
            sys.executable,
            str(HERE / "small_refresh.py"),
            *(str(settings.project_dir), str(largest), str(wait)),
        ],
        env={
            **os.environ,
            "LANDING_DIR": str(settings.landing_dir),
            "WAREHOUSE_DIR": str(settings.warehouse_dir),
            "PYTHONPATH": str(PROJECT_DIR),
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def refresh(settings: Settings, *, largest: int = 0, **environment: str) -> tuple[int, str]:
    process = start(settings, largest=largest, **environment)
    said, _ = process.communicate()
    return process.returncode, said


@pytest.fixture(scope="module")
def prepared(parsed_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A published build with a further delivery; beside it, what one refresh of all comes to."""
    folder = tmp_path_factory.mktemp("limits")
    settings = read_settings(
        {"LANDING_DIR": str(folder / "landing"), "WAREHOUSE_DIR": str(folder / "warehouse")},
        parsed_project,
    )
    deliver(settings, "first.csv", 1, 20)
    deliver(settings, "second.csv", 15, 30)
    parsed = parsed_project / "parsed" / "state" / "dbt"
    for each in (settings, clean_of(settings)):
        shutil.copytree(parsed, each.state_dir / "dbt")
    assert refresh(settings)[0] == 0
    deliver(settings, "third.csv", 25, 40)
    assert refresh(clean_of(settings))[0] == 0
    return settings


def clean_of(settings: Settings) -> Settings:
    return replace(settings, warehouse_dir=settings.landing_dir.with_name("clean"))


def moved_to(settings: Settings, folder: Path) -> Settings:
    shutil.copytree(settings.warehouse_dir, folder, symlinks=True)
    return replace(settings, warehouse_dir=folder)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path | None]:
    """A disk of its own; none where mounting one is not allowed."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)]
    try:
        is_mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        is_mounted = False
    yield folder if is_mounted else None
    if is_mounted:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def filled(settings: Settings, disk: Path, mebibytes: float) -> tuple[int, str]:
    """A refresh while so many MiB are left on the disk."""
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(shutil.disk_usage(disk).free - int(mebibytes * MEBIBYTE)))
    try:
        return refresh(settings)
    finally:
        ballast.unlink()


def test_whatever_stops_a_refresh_the_next_one_mends(
    prepared: Settings, small_disk: Path | None, tmp_path: Path
) -> None:
    """A full disk or a quota, too little memory, a second refresh."""
    settings = moved_to(prepared, (small_disk or tmp_path) / "warehouse")
    before = settings.published_file.read_bytes()
    if small_disk:
        # Full while the store is copied, and while the published file is written.
        stopped = [filled(settings, small_disk, mebibytes) for mebibytes in (1.0, 4.0)]
        assert [code for code, _ in stopped] == [1, 1], stopped
        assert all("No space left on device" in said for _, said in stopped), stopped
    else:
        # A quota that lets the store be copied but not grow.
        little_more = settings.store_file.stat().st_size + MEBIBYTE // 8
        code, said = refresh(settings, largest=little_more)
        assert code == 1 and "File too large" in said, said
    assert settings.published_file.read_bytes() == before

    code, said = refresh(settings, WAREHOUSE_MEMORY_LIMIT="3MB")
    assert code == 1 and "memory" in said.lower(), said
    assert settings.published_file.read_bytes() == before
    # Our fault is never taken for bad data.
    run = open_runs(settings)[-1]
    assert run.outcome == "failed" and run.files_refused == run.rows_quarantined == 0

    first = start(settings)
    while current_holder(settings.lock_file) is None:
        assert first.poll() is None
        time.sleep(0.01)
    code, said = refresh(settings)
    assert (code, "a refresh is running since" in said) == (3, True)
    assert first.wait() == 0
    require_mended(settings)


@pytest.mark.nightly
def test_a_disk_that_is_full_at_any_point(prepared: Settings, small_disk: Path | None) -> None:
    if small_disk is None:
        pytest.skip("mounting a small disk needs root")
    settings = moved_to(prepared, small_disk / "warehouse")
    before = settings.published_file.read_bytes()
    reasons = []
    for eighths in range(64):
        code, said = filled(settings, small_disk, eighths / 8)
        if code == 0:
            break
        assert settings.published_file.read_bytes() == before, (eighths, said)
        reasons.append(said)
    require_mended(settings)
    assert len(reasons) > 8
    assert [said for said in reasons if "space" not in said and "write" not in said] == []


@pytest.mark.nightly
def test_a_limit_on_file_sizes(prepared: Settings, tmp_path: Path) -> None:
    """The store may be copied but not grow."""
    settings = moved_to(prepared, tmp_path / "warehouse")
    before = settings.published_file.read_bytes()
    little_more = settings.store_file.stat().st_size + MEBIBYTE // 8
    code, said = refresh(settings, largest=little_more)
    assert code == 1 and "File too large" in said, said
    assert settings.published_file.read_bytes() == before
    assert refresh(settings)[0] == 0
    require_mended(settings)


def require_mended(settings: Settings) -> None:
    """What was published last equals a clean refresh, and nothing is left lying about."""
    assert differences(settings.published_file, clean_of(settings).published_file) == []
    with duckdb.connect(str(settings.published_file), read_only=True) as reader:
        assert reader.execute("select tickets from marts.ticket_count").fetchone() == (39,)
    assert not settings.work_dir.exists() and open_runs(settings) == []
