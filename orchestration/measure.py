"""What each step of a refresh costs: seconds, rows, peak memory."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

CLEAR_REFS = Path("/proc/self/clear_refs")
STATUS = Path("/proc/self/status")
MEBIBYTE = 1024 * 1024


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
