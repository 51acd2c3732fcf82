"""What the person on duty is told, and what the machine is examined for."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dagster import DagsterInstance

from orchestration import doctor, journal, lock
from orchestration.doctor import Finding, examine
from orchestration.landing.judging import RULES
from orchestration.lock import refresh_lock
from orchestration.mending import HOW_TO_MEND
from orchestration.status import describe
from tests.python.notify.centre import Centre


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    return Centre(tmp_path)


def unpublished(centre: Centre) -> list[str]:
    """What `status` says where nobody reads anything yet."""
    centre.settings.published_file.unlink()
    return describe(centre.settings)


def findings(centre: Centre, what: str) -> list[Finding]:
    return [finding for finding in examine(centre.settings) if finding.what == what]


def test_every_rule_of_the_quarantine_has_words_on_mending() -> None:
    assert set(HOW_TO_MEND) == set(RULES)


def test_status_names_what_is_not_read_and_what_waits(centre: Centre) -> None:
    centre.published(datetime.now(UTC))
    for name in ("ticket/a.csv", "tickets/a.doc", "loose.csv"):
        path = centre.settings.landing_dir / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    lines = unpublished(centre)
    assert "Changed since the last refresh: files. The next one takes it in." in lines
    start = lines.index("Not read (the folder is no table's, or the extension is not known)")
    assert lines[start + 1 : start + 4] == ["loose.csv", "ticket/a.csv", "tickets/a.doc"]


def test_status_tells_of_failures_in_words(centre: Centre) -> None:
    now = datetime.now(UTC)
    for outcome, reason in (("failed", "dbt failed: x"), ("running", None)):
        now += timedelta(seconds=1)
        record = journal.RunRecord(journal.new_build_id(now), journal.instant_text(now), outcome)
        record.reason = reason
        journal.write_run(centre.settings, record)
    lines = "\n".join(unpublished(centre))
    assert "failed   dbt failed: x" in lines
    assert "crashed  ended without a word: killed, or the machine stopped" in lines
    with refresh_lock(centre.settings.lock_file):
        lines = "\n".join(describe(centre.settings))
    assert "Now: a refresh is running since" in lines and "crashed" not in lines


def test_damaged_files_are_told_and_not_stumbled_over(centre: Centre) -> None:
    for path in (centre.settings.published_file, centre.settings.store_file):
        path.write_text("no database")
    assert "The published file cannot be opened: `doctor` says what to do." in describe(
        centre.settings
    )
    [published] = findings(centre, "published file")
    [store] = findings(centre, "store")
    assert not published.is_good and "`rollback`" in published.words
    assert not store.is_good and "delete it, and everything is read again" in store.words


def test_a_lock_that_is_held_too_long(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    assert findings(centre, "lock") == [Finding("lock", True, "free")]
    with refresh_lock(centre.settings.lock_file):
        [held] = findings(centre, "lock")
        assert held.is_good and f"process {os.getpid()}" in held.words
        monkeypatch.setattr(doctor, "LONGEST_HOLD", timedelta(seconds=-1))
        [held] = findings(centre, "lock")
        assert not held.is_good and "`kill` that process" in held.words
    assert lock.current_holder(centre.settings.lock_file) is None


def test_the_landing_is_read_as_this_user_would(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    [landing] = findings(centre, "landing")
    assert landing.is_good and landing.words.endswith("1 files")
    late = centre.settings.landing_dir / "tickets" / "late.csv"
    late.write_text("x")
    ahead = (datetime.now(UTC) + timedelta(days=2)).timestamp()
    os.utime(late, (ahead, ahead))
    [clock] = findings(centre, "clock")
    assert not clock.is_good and "tickets/late.csv" in clock.words

    def refused(folder: Path) -> None:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(doctor, "walk_landing", refused)
    [landing] = findings(centre, "landing")
    assert not landing.is_good and "grant this user read access" in landing.words


def test_a_disk_that_is_nearly_full(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "SPACE_AT_LEAST", 1 << 60)
    [disk] = findings(centre, "disk")
    assert not disk.is_good and "GiB free, a refresh wants" in disk.words


def test_the_business_s_own_time_is_shown(centre: Centre) -> None:
    centre.settings = replace(centre.settings, business_timezone="Pacific/Kiritimati")
    [zone] = findings(centre, "business time zone")
    there = datetime.now(UTC) + timedelta(hours=14)
    assert f"Pacific/Kiritimati, where it is {there:%Y-%m-%d %H}:" in zone.words


def test_packages_that_differ_from_the_lock(centre: Centre) -> None:
    (centre.settings.project_dir / "requirements.lock").write_text("duckdb==0.1.0 \\\n")
    [duckdb] = findings(centre, "duckdb")
    assert not duckdb.is_good and "but the lock says 0.1.0: `make setup`" in duckdb.words


def test_a_daemon_that_fell_silent(centre: Centre, instance_home: Path) -> None:
    [never] = findings(centre, "schedules")
    assert never.is_good and "has never run" in never.words
    history = instance_home / "history" / "runs.db"
    for age, is_good in ((timedelta(seconds=20), True), (timedelta(hours=2), False)):
        beat = (datetime.now(UTC) - age).replace(tzinfo=None)
        with sqlite3.connect(history) as connection:
            connection.execute("delete from daemon_heartbeats")
            connection.execute(
                "insert into daemon_heartbeats (daemon_type, daemon_id, timestamp, body)"
                " values ('SENSOR', 'x', ?, '')",
                [str(beat)],
            )
        [found] = findings(centre, "schedules")
        assert found.is_good == is_good, found.words


@pytest.fixture
def instance_home(centre: Centre) -> Path:
    """Dagster's own files, as its daemon finds them."""
    from orchestration.instance import dagster_home

    home = dagster_home(centre.settings)
    with DagsterInstance.from_config(str(home)) as instance:
        instance.get_daemon_heartbeats()
    return home


def test_receivers_are_examined_without_being_shown(centre: Centre) -> None:
    [none] = findings(centre, "notifications")
    assert none.is_good and "nobody is told" in none.words
    seed = centre.settings.project_dir / "seeds" / "notify" / "notify_routes.csv"
    seed.parent.mkdir(parents=True)
    seed.write_text("scope,scope_id,tag\nteam,night,night\nteam,day,day\n")
    centre.receivers("json://secret.example.org/hook", "day=nosuch://secret")
    good, bad, untold = findings(centre, "notifications")
    assert (good.is_good, bad.is_good, untold.is_good) == (True, False, False)
    assert "no address that Apprise knows" in bad.words and "tag night" in untold.words
    assert "secret" not in f"{good}{bad}{untold}"
