"""Whole refreshes of this very project, each in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from orchestration.settings import PROJECT_DIR, Settings, read_settings

PATIENCE_SECONDS = 600.0


@dataclass(frozen=True)
class Done:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str
    seconds: float


def settings_of(landing: Path, warehouse: Path) -> Settings:
    return read_settings({"LANDING_DIR": str(landing), "WAREHOUSE_DIR": str(warehouse)})


def command(settings: Settings, *arguments: str, **environment: str) -> Done:
    """Run `python -m orchestration …` to its end."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "orchestration", *arguments],
        env=_environment(settings, environment),
        cwd=PROJECT_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr, time.monotonic() - started)


def killed_refresh(settings: Settings, is_time: Callable[[list[str]], bool]) -> list[str]:
    """Kill a refresh as soon as `is_time` says so of what it has said; returns that.

    Only the refresh itself is killed, as the kernel would for want of memory; dbt, its child, has
    to notice.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestration", "refresh", "--force"],
        env=_environment(settings, {}),
        cwd=PROJECT_DIR,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    said: list[str] = []
    assert process.stderr is not None
    listener = Thread(target=said.extend, args=(process.stderr,), daemon=True)
    listener.start()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and not is_time(said) and time.monotonic() < deadline:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    listener.join()
    wait_until_alone(settings)
    return said


def wait_until_alone(settings: Settings) -> None:
    """Until no process works in the working folder any more."""
    for _ in range(100):
        if not _workers(settings):
            return
        time.sleep(0.1)
    raise AssertionError(f"processes outlive the refresh that started them: {_workers(settings)}")


def _workers(settings: Settings) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().decode(errors="replace")
        except OSError:
            continue
        if str(settings.work_dir) in words:
            found.append(words.replace("\0", " "))
    return found


def _environment(settings: Settings, more: dict[str, str]) -> dict[str, str]:
    return {
        **os.environ,
        "LANDING_DIR": str(settings.landing_dir),
        "WAREHOUSE_DIR": str(settings.warehouse_dir),
        **more,
    }
