"""Runs a refresh that kills itself, as kill -9 would, when it comes to a named function.

Called by the tests as a program: project folder, module, name in it, which call.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from pathlib import Path
from typing import Any

from orchestration import refresh
from orchestration.guard import Verdict
from orchestration.landing import load
from orchestration.progress import Progress
from orchestration.settings import read_settings


def without_great_expectations() -> None:
    """The judge takes seconds to import, and has tests of its own."""
    load.judge_files = lambda *arguments: Verdict({}, [])
    load.import_meanwhile = lambda: None


def kill_at(module_name: str, name: str, call: int) -> None:
    """Replace a function by one that ends this process at its n-th call."""
    module: Any = importlib.import_module(module_name)
    holder, _, attribute = name.rpartition(".")
    owner = getattr(module, holder) if holder else module
    act = getattr(owner, attribute)
    calls = []

    def wrapped(*arguments: object, **words: object) -> object:
        calls.append(name)
        if len(calls) == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return act(*arguments, **words)

    setattr(owner, attribute, wrapped)


if __name__ == "__main__":
    without_great_expectations()
    kill_at(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    refresh.run_refresh(read_settings(project_dir=Path(sys.argv[1])), Progress(quiet=True))
