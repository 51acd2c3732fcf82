"""Killed at any instant, a refresh of the real project harms nobody, and the next one mends all."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import Settings
from tests.python.operations.checksums import build_id, differences
from tests.python.safety.conftest import Refreshed
from tests.python.safety.real import command, killed_refresh, settings_of

pytestmark = pytest.mark.slow

KILLS_AT_NIGHT = 50
Instant = Callable[[Settings, list[str]], bool]


def said(step: str, times: int = 1) -> Instant:
    """When the refresh has told so often of a step."""
    return lambda settings, lines: sum(f" s  {step} " in line for line in lines) >= times


def is_publishing(settings: Settings, lines: list[str]) -> bool:
    """When the new build's Parquet files are being written."""
    return any(settings.parquet_dir.glob("*.new"))


# Each kill costs what was done until then, so the late ones wait for the night: by day the small
# project of tests/python/refresh is killed while it publishes, mended and compared.
EARLY = [said("discover"), said("load"), said("load", 3), said("guard"), said("build", 2)]
# A step has a line a second at most: a fast machine's build may end before it has twenty.
LATE = [said("build", 8), said("audit"), is_publishing]


@pytest.fixture
def afresh(refreshed: Refreshed, tmp_path: Path) -> Settings:
    """The published warehouse with its store deleted: everything has to be done again."""
    settings = settings_of(refreshed.settings.landing_dir, tmp_path / "warehouse")
    shutil.copytree(refreshed.settings.warehouse_dir, settings.warehouse_dir, symlinks=True)
    settings.store_file.unlink()
    return settings


def outcomes(settings: Settings) -> list[str]:
    with duckdb.connect(str(settings.published_file), read_only=True) as reader:
        found = reader.execute("select outcome from audit.refresh order by build_id").fetchall()
    return [outcome for (outcome,) in found]


def test_early_kills(afresh: Settings) -> None:
    killed(afresh, EARLY)
    lines = command(afresh, "status").out
    assert lines.count("crashed  ended without a word") == len(EARLY)


def killed(settings: Settings, instants: list[Instant]) -> None:
    """Kill one refresh after the other; whatever people read stays what it was."""
    before = settings.published_file.read_bytes()
    for number, is_time in enumerate(instants):
        killed_refresh(settings, lambda lines, is_time=is_time: is_time(settings, lines))
        is_same = settings.published_file.read_bytes() == before
        assert is_same, f"instant {number}: a reader saw it, or the refresh ended before it came"


@pytest.mark.nightly
def test_late_kills(afresh: Settings, refreshed: Refreshed) -> None:
    killed(afresh, [*EARLY, *LATE])
    healed = command(afresh, "refresh")
    assert healed.code == 0, healed.err
    assert differences(afresh.published_file, refreshed.settings.published_file) == []
    assert outcomes(afresh) == ["crashed"] * len(EARLY + LATE) + ["published"]
    assert not afresh.work_dir.exists()


@pytest.mark.nightly
def test_kills_at_random(afresh: Settings, refreshed: Refreshed) -> None:
    """Some hit after the end: then the build is whole, and never older than the one before."""
    published = refreshed.settings.published_file
    chance = random.Random(20260301)
    for number in range(KILLS_AT_NIGHT):
        before = afresh.published_file.read_bytes()
        newest = build_id(afresh.published_file)
        end = time.monotonic() + chance.uniform(0, 1.1 * refreshed.done.seconds)
        killed_refresh(afresh, lambda lines, end=end: time.monotonic() > end)
        if afresh.published_file.read_bytes() != before:
            assert build_id(afresh.published_file) > newest, number
            assert differences(afresh.published_file, published) == [], number
    healed = command(afresh, "refresh", "--force")
    assert healed.code == 0, healed.err
    assert differences(afresh.published_file, published) == []
    assert set(outcomes(afresh)) <= {"published", "crashed", "interrupted"}
