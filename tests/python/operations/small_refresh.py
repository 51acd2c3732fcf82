"""Runs one refresh of the small project, under limits that are given.

Called by the tests as a program: project folder, largest file in bytes (0: none), seconds to wait
for a running refresh. Exit code 1 with the reason where it fails, 3 where another one runs.
"""

from __future__ import annotations

import resource
import signal
import sys
from pathlib import Path

from orchestration.lock import LockHeldError
from orchestration.progress import Progress
from orchestration.refresh import run_refresh
from orchestration.settings import read_settings
from tests.python.refresh.killed_refresh import without_great_expectations

if __name__ == "__main__":
    without_great_expectations()
    largest = int(sys.argv[2])
    if largest:
        # Python then sees an error where the kernel would end the process.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    try:
        run_refresh(
            read_settings(project_dir=Path(sys.argv[1])),
            Progress(quiet=True),
            force=True,
            wait_seconds=float(sys.argv[3]),
        )
    except LockHeldError as error:
        print(error)
        sys.exit(3)
    except Exception as error:
        print(f"{type(error).__name__}: {error}")
        sys.exit(1)
