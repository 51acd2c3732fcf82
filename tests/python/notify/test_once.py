"""Every incident is told once when it opens and once when it closes, whatever happens between."""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest

from orchestration import journal
from orchestration.lock import refresh_lock
from orchestration.notify import announce as module
from orchestration.notify.failed_jobs import (
    forget_failed_job,
    note_failed_job,
    note_failed_refresh,
)
from orchestration.notify.memory import memory_file, read_memory
from tests.python.notify.centre import NOW, Centre
from tests.python.notify.receiver import Receiver


def fail_refresh(centre: Centre, reason: str, hours: float = 1) -> None:
    """A note of a refresh that began so many hours ago."""
    began = NOW - timedelta(hours=hours)
    record = journal.RunRecord(
        journal.new_build_id(began), journal.instant_text(began), "failed", reason=reason
    )
    journal.write_run(centre.settings, record)


def test_a_healthy_centre_tells_nothing(centre: Centre, receiver: Receiver) -> None:
    assert asdict(centre.announce()) == {"opened": 0, "closed": 0, "unreached": []}
    assert receiver.take() == []


def test_a_refused_file_opens_and_closes_once(centre: Centre, receiver: Receiver) -> None:
    centre.refuse("tickets/2026-03.csv", "zero_bytes: the file is empty (0 bytes)")
    centre.announce()
    [(title, text)] = receiver.take()
    assert title == "Service scorecards: files refused"
    assert "tickets/2026-03.csv was refused: zero_bytes: the file is empty (0 bytes)" in text
    for _ in range(3):
        centre.announce()
    assert receiver.take() == []
    centre.change("update audit.load_ledger set outcome = 'loaded', reason = null")
    for _ in range(3):
        centre.announce()
    assert [title for title, _ in receiver.take()] == [
        "Service scorecards: files no longer refused"
    ]
    centre.change("update audit.load_ledger set outcome = 'refused'")
    centre.announce()
    assert receiver.titles() == ["Service scorecards: files refused"]


def test_an_alert_opens_and_closes_once(centre: Centre, receiver: Receiver) -> None:
    centre.alert("one")
    centre.announce()
    [(title, text)] = receiver.take()
    assert title == "Service scorecards: alerts opened"
    assert "Too many callers give up · 放弃率过高: team night" in text
    assert "abandonment_rate 10.50, limit 8" in text and "Add staff · 增派人手" in text
    centre.announce()
    centre.alert("two", "company", "company")
    centre.announce()
    [(title, text)] = receiver.take()
    assert "company, week" in text and "night" not in text
    centre.change("update marts.alert set is_open = false where alert_id = 'one'")
    centre.announce()
    centre.announce()
    [(title, text)] = receiver.take()
    assert title == "Service scorecards: alerts closed" and "team night" in text


def test_an_alert_that_corrected_rows_took_away_closes(centre: Centre, receiver: Receiver) -> None:
    centre.alert("one")
    centre.announce()
    centre.change("delete from marts.alert")
    centre.announce()
    assert receiver.titles()[1:] == ["Service scorecards: alerts closed"]


def test_failing_refreshes_are_one_incident(centre: Centre, receiver: Receiver) -> None:
    fail_refresh(centre, "dbt failed: unique_fct_ticket: fail")
    centre.announce()
    [(title, text)] = receiver.take()
    assert title == "Service scorecards: refresh failed"
    assert "unique_fct_ticket: fail" in text and "people read the last good build" in text
    fail_refresh(centre, "dbt failed again", hours=0.5)
    centre.announce()
    assert receiver.take() == []
    centre.published(NOW)
    centre.announce()
    centre.announce()
    assert receiver.titles() == ["Service scorecards: refresh works again"]


def test_a_refresh_that_has_nothing_to_do_ends_a_failure(
    centre: Centre, receiver: Receiver
) -> None:
    fail_refresh(centre, "an edit that was taken back")
    centre.announce()
    centre.announce(found_nothing_new=True)
    centre.announce(NOW + timedelta(minutes=5))
    assert receiver.titles() == [
        "Service scorecards: refresh failed",
        "Service scorecards: refresh works again",
    ]


def test_a_killed_refresh_is_told_a_running_one_is_not(centre: Centre, receiver: Receiver) -> None:
    centre.published(datetime(2020, 1, 1, tzinfo=UTC))
    with refresh_lock(centre.settings.lock_file):
        began = datetime.now(UTC)
        running = journal.RunRecord(journal.new_build_id(began), journal.instant_text(began))
        journal.write_run(centre.settings, running)
        centre.announce()
    assert receiver.take() == []
    centre.announce()
    [(_, text)] = receiver.take()
    assert "killed, or the machine stopped" in text
    # The next one is under way: that does not mend anything yet.
    time.sleep(1)
    with refresh_lock(centre.settings.lock_file):
        centre.announce()
    assert receiver.take() == []


def test_a_run_that_met_another_refresh_is_over_when_that_one_publishes(
    centre: Centre, receiver: Receiver
) -> None:
    note_failed_refresh(
        centre.settings,
        NOW - timedelta(minutes=40),
        NOW - timedelta(minutes=10),
        "run 1234abcd: a refresh is running since …",
    )
    centre.announce()
    centre.published(NOW - timedelta(minutes=5))
    centre.announce()
    assert receiver.titles() == [
        "Service scorecards: refresh failed",
        "Service scorecards: refresh works again",
    ]


def test_another_job_fails_until_it_succeeds(centre: Centre, receiver: Receiver) -> None:
    note_failed_job(centre.settings, "monthly_appraisal", "run 1234abcd: nothing is published yet")
    centre.announce()
    centre.published(NOW)
    centre.announce()
    assert receiver.titles() == ["Service scorecards: job failed"]
    forget_failed_job(centre.settings, "monthly_appraisal")
    centre.announce()
    assert receiver.titles() == ["Service scorecards: job works again"]


def test_stale_data_open_and_close_by_the_clock(centre: Centre, receiver: Receiver) -> None:
    """The declaration of tickets tolerates 48 hours; the newest is two hours old at NOW."""
    centre.announce(NOW + timedelta(hours=46))
    assert receiver.take() == []
    centre.announce(NOW + timedelta(hours=46, seconds=1))
    [(title, text)] = receiver.take()
    assert title == "Service scorecards: stale data"
    assert "tickets: the newest event is 2.0 d old, 48 hours are tolerated" in text
    later = NOW + timedelta(hours=47)
    centre.newest_ticket(later)
    centre.published(later)
    centre.announce(later)
    [(title, text)] = receiver.take()
    assert title == "Service scorecards: data no longer stale"


def test_a_delivery_that_nobody_takes_in_is_stale_nothing_new_is_not(
    centre: Centre, receiver: Receiver
) -> None:
    a_day_later = NOW + timedelta(hours=25)
    centre.newest_ticket(a_day_later)
    centre.published(NOW - timedelta(hours=2))
    centre.announce(a_day_later)
    assert receiver.take() == []
    (centre.settings.landing_dir / "tickets" / "second.csv").write_text("ticket_id\n")
    centre.announce(a_day_later)
    [(_, text)] = receiver.take()
    assert "What was delivered since 2026-03-10T02:00 UTC has not been published" in text


def test_many_at_once_are_one_message(centre: Centre, receiver: Receiver) -> None:
    for number in range(60):
        centre.refuse(f"tickets/{number:03}.csv")
    told = centre.announce()
    assert told.opened == 60
    [(title, text)] = receiver.take()
    assert title == "Service scorecards: files refused (60)"
    assert "tickets/024.csv" in text and "tickets/025.csv" not in text
    assert "and 35 more" in text
    centre.announce()
    assert receiver.take() == []


def test_a_crash_repeats_and_never_loses(
    centre: Centre, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after the receiver took the message and before that was noted."""
    centre.refuse("tickets/a.csv")

    def killed(*arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(module, "write_memory", killed)
        centre.announce()
    centre.announce()
    centre.announce()
    assert receiver.titles() == ["Service scorecards: files refused"] * 2


@pytest.mark.parametrize("torn", ["", '{"told": {"x": ', '{"told": []}', "[1]"])
def test_a_torn_memory_repeats_and_never_loses(
    centre: Centre, receiver: Receiver, torn: str
) -> None:
    centre.refuse("tickets/a.csv")
    centre.announce()
    memory_file(centre.settings).write_text(torn)
    centre.announce()
    assert len(receiver.take()) == 2


def test_who_notifies_at_the_same_time_is_waited_for(
    centre: Centre, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre.refuse("tickets/a.csv")
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.0)
    said: list[str] = []
    with refresh_lock(memory_file(centre.settings).with_name("lock"), "notification"):
        module.announce(centre.settings, now=NOW, say=said.append)
    assert receiver.take() == [] and "next time" in said[0]
    centre.announce()
    assert len(receiver.take()) == 1
    assert read_memory(centre.settings).told
