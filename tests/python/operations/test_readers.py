"""Twenty readers through ten publications, and one that never lets go."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import duckdb

from orchestration.settings import read_settings
from tests.python.refresh.made_builds import publish_build

READERS = 20
BUILDS = 10
HERE = Path(__file__).parent


def test_readers_never_fail_nor_see_a_mixture_nor_go_back(tmp_path: Path) -> None:
    settings = read_settings({"WAREHOUSE_DIR": str(tmp_path / "warehouse")}, tmp_path)
    publish_build(settings, 1, rows=1000)
    stop = tmp_path / "stop"
    readers = subprocess.Popen(
        [
            sys.executable,
            str(HERE / "reader.py"),
            *(str(settings.published_file), str(stop), str(READERS)),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with duckdb.connect(str(settings.published_file), read_only=True) as never_closes:
        time.sleep(1)
        for number in range(2, BUILDS + 1):
            publish_build(settings, number, rows=1000 * number)
        kept = never_closes.execute("select count(*) from marts.scorecard").fetchone()
        assert kept == (1000,)
        stop.touch()
        told, errors = readers.communicate()
    assert readers.returncode == 0, errors
    builds_seen, looks = zip(*(map(int, line.split()) for line in told.splitlines()), strict=True)
    # On a busy machine a reader may sleep through some builds, but hardly all of them.
    assert len(looks) == READERS and min(looks) >= 1 and max(builds_seen) >= BUILDS // 2
    with duckdb.connect(str(settings.published_file), read_only=True) as reader:
        assert reader.execute("select cards from marts.scorecard_count").fetchone() == (10_000,)
