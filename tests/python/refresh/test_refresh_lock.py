"""One refresh at a time, and the second one learns who runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestration.lock import LockHeldError, current_holder, refresh_lock
from orchestration.settings import PROJECT_DIR

HOLD = """
import sys, time
from pathlib import Path
from orchestration.lock import refresh_lock
with refresh_lock(Path(sys.argv[1]), "demo"):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def hold_elsewhere(path: Path, seconds: float) -> subprocess.Popen[str]:
    """Another process that holds the lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path), str(seconds)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT_DIR,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_second_says_who_runs_and_since_when(tmp_path: Path) -> None:
    path = tmp_path / "refresh.lock"
    process = hold_elsewhere(path, 60)
    try:
        with pytest.raises(LockHeldError) as refused, refresh_lock(path):
            pass
        holder = refused.value.holder
        assert holder.pid == process.pid
        assert holder.started_at is not None
        assert "a demo is running since 20" in str(refused.value)
        assert f"process {process.pid}" in str(refused.value)
        assert current_holder(path) == holder
    finally:
        process.kill()
        process.wait()


def test_a_killed_holder_leaves_the_lock_free(tmp_path: Path) -> None:
    path = tmp_path / "refresh.lock"
    process = hold_elsewhere(path, 60)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert current_holder(path) is None
    with refresh_lock(path):
        assert current_holder(path) is not None
    assert current_holder(path) is None


def test_waiting_ends_when_the_first_is_done(tmp_path: Path) -> None:
    path = tmp_path / "refresh.lock"
    process = hold_elsewhere(path, 0.6)
    started = time.monotonic()
    with refresh_lock(path, wait_seconds=30):
        assert process.wait() == 0
    assert time.monotonic() - started < 20
