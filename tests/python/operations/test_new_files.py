"""The sensor asks once for every change of the landing, when it has come to rest."""

from __future__ import annotations

import pytest
from dagster import DagsterInstance, RunRequest, SkipReason, build_sensor_context

from orchestration.fingerprint import take_fingerprint
from orchestration.journal import LastRefresh, write_last
from orchestration.publish import places_now
from orchestration.sensors import new_files
from orchestration.settings import Settings
from orchestration.unattended import is_unattended
from tests.python.refresh.conftest import deliver


class Looks:
    """The sensor's looks one after the other, with the cursor that Dagster keeps in between."""

    def __init__(self, settings: Settings) -> None:
        self._sensor = new_files(settings)
        self._cursor: str | None = None

    def look(self) -> RunRequest | str:
        context = build_sensor_context(
            instance=DagsterInstance.ephemeral(), cursor=self._cursor, sensor_name="new_files"
        )
        answer = self._sensor(context)
        self._cursor = context.cursor
        if isinstance(answer, SkipReason):
            return answer.skip_message or ""
        assert isinstance(answer, RunRequest)
        return answer


@pytest.fixture
def looks(small: Settings) -> Looks:
    return Looks(small)


def pretend_published(settings: Settings, build_id: str = "20260101T000000Z-abcdef") -> None:
    settings.published_file.write_text("published")
    settings.store_file.write_text("store")
    fingerprint = take_fingerprint(settings).as_dict()
    write_last(
        settings,
        LastRefresh(build_id, build_id, fingerprint, "2026-01-01T00:00:00", places_now(settings)),
    )


def test_files_are_waited_for_until_they_keep_still(small: Settings, looks: Looks) -> None:
    assert "may still be arriving" in str(looks.look())
    deliver(small, "third.csv", 30, 31)
    assert "may still be arriving" in str(looks.look())
    asked = looks.look()
    assert isinstance(asked, RunRequest) and is_unattended(asked.tags)
    assert "nothing arrived" in str(looks.look())


def test_every_change_is_asked_for_once(small: Settings, looks: Looks) -> None:
    looks.look()
    first = looks.look()
    deliver(small, "third.csv", 30, 31)
    looks.look()
    second = looks.look()
    assert isinstance(first, RunRequest) and isinstance(second, RunRequest)
    assert first.run_key != second.run_key
    assert [looks.look() for _ in range(3)] == [
        "nothing arrived since the last refresh was asked for"
    ] * 3


def test_files_that_come_again_are_asked_for_again(small: Settings, looks: Looks) -> None:
    """Dagster starts no run for a key that it has seen."""
    looks.look()
    first = looks.look()
    third = small.landing_dir / "tickets" / "third.csv"
    deliver(small, "third.csv", 30, 31)
    looks.look()
    looks.look()
    third.unlink()
    pretend_published(small)
    deliver(small, "fourth.csv", 31, 32)
    (small.landing_dir / "tickets" / "fourth.csv").unlink()
    small.store_file.write_text("changed by somebody")
    looks.look()
    again = looks.look()
    assert isinstance(first, RunRequest) and isinstance(again, RunRequest)
    assert first.run_key != again.run_key


def test_what_somebody_else_published_is_not_asked_for(small: Settings, looks: Looks) -> None:
    pretend_published(small)
    looks.look()
    assert looks.look() == "what is there has been published"


def test_an_empty_or_missing_landing_asks_for_nothing(small: Settings, looks: Looks) -> None:
    for path in (small.landing_dir / "tickets").iterdir():
        path.unlink()
    looks.look()
    assert "holds no files" in str(looks.look())
    (small.landing_dir / "tickets").rmdir()
    small.landing_dir.rmdir()
    looks.look()
    assert "holds no files" in str(looks.look())
