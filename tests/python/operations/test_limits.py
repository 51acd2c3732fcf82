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


@pytest.fixture
def published(prepared: Settings, tmp_path: Path) -> Settings:
    """The published build in a folder of the test's own."""
    return moved_to(prepared, tmp_path / "warehouse")


def moved_to(settings: Settings, folder: Path) -> Settings:
    shutil.copytree(settings.warehouse_dir, folder, symlinks=True)
    return replace(settings, warehouse_dir=folder)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not mount(folder):
        pytest.skip("mounting a small disk needs root; test_a_limit_on_file_sizes stands in for it")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def mount(folder: Path) -> bool:
    """Whether a disk of 64 MiB could be mounted there."""
    command = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def require_mended(settings: Settings, before: bytes) -> None:
    """People read what they read before, and the next refresh equals a clean one."""
    assert settings.published_file.read_bytes() == before
    code, said = refresh(settings)
    assert code == 0, said
    assert differences(settings.published_file, clean_of(settings).published_file) == []
    with duckdb.connect(str(settings.published_file), read_only=True) as reader:
        assert reader.execute("select tickets from marts.ticket_count").fetchone() == (39,)
    assert not settings.work_dir.exists() and open_runs(settings) == []


@pytest.mark.parametrize(
    "free",
    [
        # Full while the store is copied, and while the published file is written.
        pytest.param([1.0, 4.0], id="often"),
        pytest.param([n / 8 for n in range(48)], id="nightly", marks=pytest.mark.nightly),
    ],
)
def test_a_full_disk(prepared: Settings, small_disk: Path, free: list[float]) -> None:
    """The disk is filled until so many MiB are left; somewhere on the way it is full."""
    settings = moved_to(prepared, small_disk / "warehouse")
    before = settings.published_file.read_bytes()
    ballast = small_disk / "ballast"
    failures = []
    for mebibytes in free:
        left = shutil.disk_usage(small_disk).free - int(mebibytes * MEBIBYTE)
        ballast.write_bytes(bytes(left))
        code, said = refresh(settings)
        ballast.unlink()
        if code == 0:
            assert differences(settings.published_file, clean_of(settings).published_file) == []
            break
        assert settings.published_file.read_bytes() == before, (mebibytes, said)
        failures.append(said)
    else:
        require_mended(settings, before)
    assert failures, "the disk was never full"
    assert [said for said in failures if "space" not in said and "write" not in said] == []


@pytest.mark.nightly
def test_a_limit_on_file_sizes(published: Settings) -> None:
    """A quota that lets the store be copied but not grow."""
    before = published.published_file.read_bytes()
    little_more = published.store_file.stat().st_size + MEBIBYTE // 8
    code, said = refresh(published, largest=little_more)
    assert code == 1 and "File too large" in said, said
    require_mended(published, before)


def test_little_memory_and_two_at_once(published: Settings) -> None:
    """Our fault is never taken for bad data; and one refresh refuses while another one runs."""
    before = published.published_file.read_bytes()
    code, said = refresh(published, WAREHOUSE_MEMORY_LIMIT="3MB")
    assert code == 1 and "memory" in said.lower(), said
    [run] = open_runs(published)
    assert run.outcome == "failed" and run.files_refused == run.rows_quarantined == 0
    assert published.published_file.read_bytes() == before

    first = start(published)
    while not published.work_dir.exists():
        assert first.poll() is None
        time.sleep(0.01)
    code, said = refresh(published)
    assert (code, "a refresh is running since" in said) == (3, True)
    assert first.wait() == 0
    assert differences(published.published_file, clean_of(published).published_file) == []
    assert not published.work_dir.exists() and open_runs(published) == []
