"""Lines that tell a person at a terminal how far a refresh has come."""

from __future__ import annotations

import sys
import time
from typing import TextIO

# Many small files or models of one step show as one line now and then.
SECONDS_BETWEEN_LINES = 1.0


class Progress:
    """Prints one aligned line per event: seconds since the start, step, what, rows.

    Events of one step that follow each other closely are left out, unless they are ``kept``.
    """

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False) -> None:
        self._stream = stream or sys.stderr
        self._quiet = quiet
        self._started = time.monotonic()
        self._last_step = ""
        self._last_line = 0.0

    def __call__(
        self, step: str, what: str, rows: int | None = None, *, kept: bool = False
    ) -> None:
        """Say that something is under way or done; never fail because nobody listens."""
        now = time.monotonic()
        is_close = step == self._last_step and now - self._last_line < SECONDS_BETWEEN_LINES
        if self._quiet or (is_close and not kept):
            return
        self._last_step, self._last_line = step, now
        count = "" if rows is None else f"{rows:>14,} rows"
        line = f"{now - self._started:7.1f} s  {step:<9} {what:<52} {count}".rstrip()
        try:
            print(line, file=self._stream, flush=True)
        except (BrokenPipeError, ValueError):
            self._quiet = True
