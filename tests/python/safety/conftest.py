"""One whole refresh of this project over a landing full of personal data and of traps.

It is the most expensive fixture of all, so everything that asks about it shares it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestration.settings import Settings
from tests.python.notify.receiver import Receiver
from tests.python.safety import planted
from tests.python.safety.real import Done, command, settings_of

# Part of an address that must turn up nowhere.
HOOK = "T0KEN-of-the-hook"


@dataclass(frozen=True)
class Refreshed:
    """A finished refresh and what it said to whom."""

    settings: Settings
    done: Done
    messages: list[tuple[str, str]]


@pytest.fixture(scope="session")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> Refreshed:
    folder = tmp_path_factory.mktemp("real")
    settings = settings_of(folder / "landing", folder / "warehouse")
    planted.write(settings.landing_dir)
    receiver = Receiver()
    done = command(settings, "refresh", NOTIFY_URLS=receiver.url(HOOK))
    messages = receiver.take()
    receiver.close()
    assert done.code == 0, done.err
    return Refreshed(settings, done, messages)


def outputs(folder: Path) -> list[Path]:
    """Every file that a refresh leaves but the private store."""
    return sorted(
        path for path in folder.rglob("*") if path.is_file() and path.name != "store.duckdb"
    )
