"""What each step of a refresh costs: seconds, rows, peak memory."""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

CLEAR_REFS = Path("/proc/self/clear_refs")
STATUS = Path("/proc/self/status")
CONTAINER_LIMIT = Path("/sys/fs/cgroup/memory.max")
MEBIBYTE = 1024 * 1024
SMALLEST_LIMIT_GB = 3
# With what DuckDB does not count, and dbt, ten years stay below ten.
LARGEST_LIMIT_GB = 7.5
# A million contacts a year are six million rows.
ROWS_OF_SMALLEST = 10_000_000
ROWS_PER_GB = 10_000_000


@dataclass
class StepCost:
    """One line of ``audit.refresh_step``. The step fills in rows; a child process its memory."""

    step: str
    seconds: float = 0.0
    rows: int | None = None
    peak_memory_mb: float = 0.0


@dataclass
class Costs:
    """The steps of one refresh in the order in which they ran."""

    steps: list[StepCost] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[StepCost]:
        """Measure what happens inside, also when it fails."""
        cost = StepCost(name)
        self.steps.append(cost)
        _forget_peak()
        started = time.perf_counter()
        try:
            yield cost
        finally:
            cost.seconds = time.perf_counter() - started
            cost.peak_memory_mb = max(cost.peak_memory_mb, peak_memory_mb())

    def move(self, seconds: float, source: str, target: StepCost) -> None:
        """Count with another step what was done for it within one that is over."""
        for cost in self.steps:
            if cost.step == source:
                cost.seconds -= seconds
                target.seconds += seconds


def building_memory(landed_rows: int) -> str:
    """What DuckDB may use to build from so many landed rows (its option memory_limit).

    Sorts and joins of ten years that do not fit go to the disk and take three times as long; a
    year needs no more than 3 GB. Never more than half of what the machine has.
    """
    wanted = SMALLEST_LIMIT_GB + max(0, landed_rows - ROWS_OF_SMALLEST) / ROWS_PER_GB
    half = machine_memory() / 1024**3 / 2
    return f"{max(SMALLEST_LIMIT_GB, min(wanted, LARGEST_LIMIT_GB, half)):.1f}GB"


def machine_memory() -> int:
    """Bytes that this process may use: the machine's, or its container's."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        return min(physical, int(CONTAINER_LIMIT.read_text(encoding="ascii")))
    except (OSError, ValueError):
        return physical


def peak_memory_mb() -> float:
    """The process's highest resident memory since the last ``_forget_peak`` (Linux) or ever."""
    try:
        for line in STATUS.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return highest / MEBIBYTE if sys.platform == "darwin" else highest / 1024


def _forget_peak() -> None:
    """Start the high-water mark anew, so that a step does not inherit an earlier one's peak."""
    try:
        CLEAR_REFS.write_text("5", encoding="ascii")
    except OSError:
        return
