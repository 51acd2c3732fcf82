"""The small project of the refresh's tests, a receiver, and Dagster's instance in its own home."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from dagster import DagsterInstance

from orchestration.instance import dagster_home
from orchestration.landing import load
from orchestration.settings import Settings
from tests.python.notify.conftest import receiver
from tests.python.refresh.conftest import parsed_project, small
from tests.python.refresh.killed_refresh import without_great_expectations

__all__ = ["parsed_project", "receiver", "small"]


@pytest.fixture
def no_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    """Great Expectations has tests of its own and takes seconds to import."""
    monkeypatch.setattr(load, "judge_files", load.judge_files)
    monkeypatch.setattr(load, "import_meanwhile", load.import_meanwhile)
    without_great_expectations()


@pytest.fixture
def instance(small: Settings) -> Iterator[DagsterInstance]:
    """Dagster with the configuration that `make dev` and the daemon use."""
    with DagsterInstance.from_config(str(dagster_home(small))) as opened:
        yield opened
