"""Keep the memory that DuckDB has freed for what it needs next.

DuckDB counts what it has freed, but not what it uses again of it. Once that and what is in use
come to more than `memory_limit`, it gives everything that is free back to the kernel, and every
page has to be cleared before it is used anew: a tenth of the processor's time for ten years.
Setting the limit again, to what it was, starts the count afresh. No more memory is used by this:
what is free is part of what was allowed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from orchestration.store import text_literal

if TYPE_CHECKING:
    import duckdb

# In this time two processors free less than the sixteenth of the limit from which DuckDB counts.
SECONDS_BETWEEN = 0.2


class FreedMemory:
    """Sets the limit of a database again and again, from ``begin`` to ``end``, in a thread."""

    def __init__(self, memory_limit: str) -> None:
        self._set_again = f"set memory_limit = {text_literal(memory_limit)}"
        self._is_over = threading.Event()
        self._thread: threading.Thread | None = None
        self._beginning = threading.Lock()
        self._problem: Exception | None = None

    def begin(self, connect: Callable[[], duckdb.DuckDBPyConnection]) -> None:
        """Keep what a database frees; a second time changes nothing, and does not even connect."""
        with self._beginning:
            if self._thread is None:
                self._thread = threading.Thread(target=self._keep, args=(connect(),), daemon=True)
                self._thread.start()

    def end(self) -> None:
        """Let go of the database; raises what kept the thread from its work."""
        self._is_over.set()
        if self._thread is not None:
            self._thread.join()
        if self._problem is not None:
            raise self._problem

    def _keep(self, connection: duckdb.DuckDBPyConnection) -> None:
        import duckdb

        try:
            while not self._is_over.wait(SECONDS_BETWEEN):
                # While all of it is in use nothing is free, and DuckDB may refuse.
                with suppress(duckdb.OutOfMemoryException):
                    connection.execute(self._set_again)
        except Exception as problem:
            self._problem = problem
        finally:
            connection.close()
