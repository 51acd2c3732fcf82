"""A file far larger than the memory that is allowed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.settings import PROJECT_DIR

# Besides DuckDB's memory: the interpreter's buffers and the pieces of a file that are looked at.
BESIDES_MIB = 150


@pytest.mark.slow
@pytest.mark.parametrize(
    ("megabytes", "limit"),
    [
        pytest.param(60, 150, id="often"),
        pytest.param(2000, 500, id="nightly", marks=pytest.mark.nightly),
    ],
)
def test_memory_stays_within_the_limit(tmp_path: Path, megabytes: int, limit: int) -> None:
    done = subprocess.run(
        [
            sys.executable,
            str(Path(__file__).with_name("large_load.py")),
            *(str(tmp_path), str(megabytes), f"{limit}MB"),
        ],
        env={**os.environ, "PYTHONPATH": str(PROJECT_DIR)},
        capture_output=True,
        text=True,
        check=False,
    )
    shutil.rmtree(tmp_path / "landing", ignore_errors=True)
    (tmp_path / "store.duckdb").unlink(missing_ok=True)
    assert done.returncode == 0, done.stderr
    written, loaded, quarantined, grown = map(int, done.stdout.split())
    assert quarantined == -(-written // 10_000) and loaded == written - quarantined
    assert grown < limit + BESIDES_MIB
