"""A centre and a receiver of its own for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.python.notify.centre import Centre
from tests.python.notify.receiver import Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    listening = Receiver()
    yield listening
    listening.close()


@pytest.fixture
def centre(tmp_path: Path, receiver: Receiver) -> Centre:
    return Centre(tmp_path).receivers(receiver.url("all"))
