"""Lines that tell a person at a terminal how far a refresh has come."""

from __future__ import annotations

import sys
import time
from typing import TextIO


class Progress:
    """Prints one aligned line per event: seconds since the start, step, what, rows.

    Dagster and the tests pass ``quiet``: they have their own ways of showing events.
    """

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False) -> None:
        self._stream = stream or sys.stderr
        self._quiet = quiet
        self._started = time.monotonic()

    def __call__(self, step: str, what: str, rows: int | None = None) -> None:
        """Say that something is under way or done; never fail because nobody listens."""
        if self._quiet:
            return
        count = "" if rows is None else f"{rows:>14,} rows"
        elapsed = time.monotonic() - self._started
        line = f"{elapsed:7.1f} s  {step:<9} {what:<52} {count}".rstrip()
        try:
            print(line, file=self._stream, flush=True)
        except (BrokenPipeError, ValueError):
            self._quiet = True
