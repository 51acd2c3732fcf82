"""A run of the refresh job that stops before its audit, so that it can be killed there.

Called by the tests as a program: project folder. Prints the run's id once it has stopped.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import NoReturn

from orchestration.dagster_run import run_job
from orchestration.instance import use_dagster_home
from orchestration.refresh import Refresh
from orchestration.settings import read_settings
from tests.python.refresh.killed_refresh import without_great_expectations


def pause(self: Refresh) -> NoReturn:
    print("audit", flush=True)
    while True:
        time.sleep(1)


if __name__ == "__main__":
    without_great_expectations()
    Refresh.audit = pause  # type: ignore[method-assign]
    settings = read_settings(project_dir=Path(sys.argv[1]))
    use_dagster_home(settings)
    run_job(settings)
