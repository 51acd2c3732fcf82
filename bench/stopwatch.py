"""What a command costs: wall and CPU seconds, and the memory of the whole process tree."""

from __future__ import annotations

import os
import resource
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
LOOK_EVERY_SECONDS = 0.1


@dataclass(frozen=True)
class Cost:
    """One measured run of a command."""

    seconds: float
    cpu_seconds: float
    peak_memory_mb: float
    output: str


class CommandFailed(RuntimeError):
    """A measured command ended with an error; its last words are the message."""


def measure(
    command: Sequence[str], environment: Mapping[str, str], folder: Path, log: Path
) -> Cost:
    """Run a command to its end, in a process group of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    with log.open("w+", encoding="utf-8") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        watch = MemoryWatch(process.pid)
        watch.start()
        code = process.wait()
        seconds = time.perf_counter() - started
        watch.stop()
        output.seek(0)
        words = output.read()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if code != 0:
        raise CommandFailed(f"{' '.join(command)} ended with {code}:\n{words[-2000:]}")
    cpu = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    return Cost(seconds, cpu, watch.peak_mb, words)


class MemoryWatch(threading.Thread):
    """Looks every tenth of a second at the resident memory of a process group, and keeps the most.

    Pages that two processes share count twice; memory-mapped files count while they are resident.
    """

    def __init__(self, group: int) -> None:
        super().__init__(daemon=True)
        self.peak_mb = 0.0
        self._group = group
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(LOOK_EVERY_SECONDS):
            self.peak_mb = max(self.peak_mb, resident_mb(self._group))

    def stop(self) -> None:
        self._ended.set()
        self.join()


def resident_mb(group: int) -> float:
    """Resident memory of all processes of a group; 0 where the machine does not tell (no /proc)."""
    pages = 0
    for folder in PROC.glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text("utf-8", errors="replace")
            # After the name in brackets: state, parent, process group, …
            if int(stat.rpartition(")")[2].split()[2]) == group:
                pages += int((folder / "statm").read_text("ascii").split()[1])
        except (OSError, ValueError, IndexError):
            continue
    return pages * resource.getpagesize() / 2**20
