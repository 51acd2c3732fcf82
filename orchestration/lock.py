"""One refresh at a time, whoever starts it: make, Dagster, a cron line or a person.

The lock is an ``flock``: the kernel drops it with the process, so that a killed refresh leaves
nothing to clean up by hand. What the file says is for people only; whether somebody holds the
lock is asked of the kernel, never read from the file.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

POLL_SECONDS = 0.1
# Asking who holds the lock holds it for an instant: a refusal waits that long at least.
PATIENCE_SECONDS = 0.3


@dataclass(frozen=True)
class Holder:
    """Who holds the lock, as far as the lock file tells."""

    pid: int | None
    started_at: datetime | None
    what: str

    def describe(self, now: datetime | None = None) -> str:
        """One line for whoever finds the door closed."""
        text = f"a {self.what or 'refresh'} is running"
        if self.started_at is not None:
            age = (now or datetime.now(UTC)) - self.started_at
            minutes = int(age.total_seconds() // 60)
            text += f" since {self.started_at:%Y-%m-%d %H:%M:%S} UTC ({minutes} min)"
        if self.pid is not None:
            text += f", process {self.pid}"
        return text


class LockHeldError(RuntimeError):
    """Somebody else is writing the warehouse now."""

    def __init__(self, holder: Holder) -> None:
        super().__init__(holder.describe())
        self.holder = holder


@contextmanager
def refresh_lock(path: Path, what: str = "refresh", wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the warehouse's write lock, or say who does.

    ``wait_seconds`` 0 refuses (all but) at once. The file is never deleted: a process that opened
    it just before would then hold the lock of a file that nobody else sees.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    with path.open("a+", encoding="utf-8") as handle:
        _acquire(handle, path, wait_seconds)
        _write_holder(handle, what)
        try:
            yield
        finally:
            handle.truncate(0)
            fcntl.flock(handle, fcntl.LOCK_UN)


def current_holder(path: Path) -> Holder | None:
    """Who holds the lock now; None when it is free."""
    if not path.exists():
        return None
    with path.open("r", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _read_holder(path)
        fcntl.flock(handle, fcntl.LOCK_UN)
    return None


def _acquire(handle: IO[str], path: Path, wait_seconds: float) -> None:
    deadline = time.monotonic() + max(wait_seconds, PATIENCE_SECONDS)
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise LockHeldError(_read_holder(path)) from None
            time.sleep(POLL_SECONDS)


def _write_holder(handle: IO[str], what: str) -> None:
    handle.seek(0)
    handle.truncate()
    started_at = datetime.now(UTC).isoformat(timespec="seconds")
    json.dump({"pid": os.getpid(), "started_at": started_at, "what": what}, handle)
    handle.flush()


def _read_holder(path: Path) -> Holder:
    """A holder that has the lock but has not yet written its name is nameless, not an error."""
    try:
        words = json.loads(path.read_text(encoding="utf-8"))
        return Holder(words["pid"], datetime.fromisoformat(words["started_at"]), words["what"])
    except (ValueError, KeyError, TypeError, OSError):
        return Holder(None, None, "")
