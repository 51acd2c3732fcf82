"""Runs that are killed, that fail, that meet another one, that try again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from dagster import (
    DagsterEventType,
    DagsterInstance,
    DagsterRunStatus,
    build_run_status_sensor_context,
)

from orchestration import unattended
from orchestration.assembly import assemble
from orchestration.dagster_run import QUIET, run_job
from orchestration.dead_runs import fail_dead_runs
from orchestration.journal import open_runs
from orchestration.lock import current_holder, refresh_lock
from orchestration.progress import Progress
from orchestration.refresh import run_refresh
from orchestration.seal import Sealed
from orchestration.sensors import failed_runs, succeeded_runs
from orchestration.settings import PROJECT_DIR, Settings, SettingsError
from orchestration.unattended import UNATTENDED
from tests.python.notify.receiver import Receiver

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_judge")]

LATER = timedelta(minutes=5)


@pytest.fixture
def told(small: Settings, receiver: Receiver) -> Settings:
    """The small project with somebody who listens."""
    return replace(small, notify_urls=(receiver.url(),))


@pytest.fixture
def paused(small: Settings) -> Iterator[subprocess.Popen[str]]:
    """A real run in a process of its own that has built and not yet published."""
    environment = {
        **os.environ,
        "LANDING_DIR": str(small.landing_dir),
        "WAREHOUSE_DIR": str(small.warehouse_dir),
        "PYTHONPATH": str(PROJECT_DIR),
    }
    process = subprocess.Popen(
        [
            sys.executable,
            str(Path(__file__).with_name("paused_run.py")),
            str(small.project_dir),
        ],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None and process.stdout.readline() == "audit\n"
    yield process
    process.kill()
    process.wait()


def tell_of_failure(settings: Settings, instance: DagsterInstance, run_id: str) -> None:
    """What Dagster does when it sees that a run failed."""
    run = instance.get_run_by_id(run_id)
    assert run is not None and run.status == DagsterRunStatus.FAILURE
    [record] = instance.get_records_for_run(run_id, of_type=DagsterEventType.RUN_FAILURE).records
    event = record.event_log_entry.dagster_event
    assert event is not None
    context = build_run_status_sensor_context("failed_runs", event, instance, run)
    failed_runs(settings)(context.for_run_failure())


def stale_words(receiver: Receiver) -> list[tuple[str, str]]:
    """Messages but for those on the age of the data, which are old on purpose."""
    return [each for each in receiver.take() if "stale" not in each[0]]


def test_a_killed_run_ends_as_failed_publishes_nothing_and_is_told_once(
    told: Settings,
    receiver: Receiver,
    instance: DagsterInstance,
    paused: subprocess.Popen[str],
) -> None:
    [started] = instance.get_run_records()
    run_id = started.dagster_run.run_id
    now = datetime.now(UTC)
    assert fail_dead_runs(instance, told, now=now + LATER, second_look_seconds=0) == []
    os.kill(paused.pid, signal.SIGKILL)
    paused.wait()
    assert current_holder(told.lock_file) is None
    # It might just have begun and not hold the lock yet.
    assert fail_dead_runs(instance, told, now=now, second_look_seconds=0) == []
    assert fail_dead_runs(instance, told, now=now + LATER, second_look_seconds=0) == [run_id]
    assert fail_dead_runs(instance, told, now=now + LATER, second_look_seconds=0) == []
    assert not told.published_file.exists()

    for _ in range(2):
        tell_of_failure(told, instance, run_id)
    [(title, text)] = stale_words(receiver)
    assert title == "Service scorecards: refresh failed"
    assert "ended without a word: killed" in text
    assert [run.outcome for run in open_runs(told)] == ["running"]

    assert run_job(told)
    [(title, _), *_] = stale_words(receiver)
    assert title == "Service scorecards: refresh works again"
    with duckdb.connect(str(told.published_file), read_only=True) as reader:
        outcomes = reader.execute("select outcome from audit.refresh order by build_id").fetchall()
    assert outcomes == [("crashed",), ("published",)]


def test_a_run_that_meets_another_is_told_with_its_reason(
    told: Settings, receiver: Receiver, instance: DagsterInstance
) -> None:
    job = assemble(told).resolve_job_def("refresh")
    with refresh_lock(told.lock_file, "demo"):
        result = job.execute_in_process(run_config=QUIET, raise_on_error=False, instance=instance)
    tell_of_failure(told, instance, result.run_id)
    [(title, text)] = stale_words(receiver)
    assert title == "Service scorecards: refresh failed"
    assert f"run {result.run_id[:8]}: a demo is running since" in text
    [run] = open_runs(told)
    assert run.outcome == "failed" and run.reason is not None and run.reason in text


def test_an_appraisal_that_fails_is_told_until_it_succeeds(
    told: Settings,
    receiver: Receiver,
    instance: DagsterInstance,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is published yet, so nothing can be sealed."""
    job = assemble(told).resolve_job_def("monthly_appraisal")
    failed = job.execute_in_process(run_config=QUIET, raise_on_error=False, instance=instance)
    tell_of_failure(told, instance, failed.run_id)
    [(title, text)] = stale_words(receiver)
    assert title == "Service scorecards: job failed"
    assert f"monthly_appraisal failed: run {failed.run_id[:8]}: nothing is published yet" in text

    monkeypatch.setattr("orchestration.jobs.seal", lambda *a, **b: Sealed([], [], 0, None))
    good = job.execute_in_process(run_config=QUIET, instance=instance)
    context = build_run_status_sensor_context(
        "succeeded_runs", good.get_run_success_event(), instance, good.dagster_run
    )
    succeeded_runs(told)(context)
    assert [title for title, _ in stale_words(receiver)] == ["Service scorecards: job works again"]


def test_unattended_runs_try_again_until_the_share_is_back(
    told: Settings, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The landing looks empty at first: a share that is not mounted."""
    away = told.landing_dir.with_name("away")
    told.landing_dir.rename(away)
    pauses = []

    def wait(retry: int) -> float:
        pauses.append(retry)
        if len(pauses) == 2:
            away.rename(told.landing_dir)
        return 0

    monkeypatch.setattr("orchestration.assets.landing.seconds_to_wait", wait)
    job = assemble(told).resolve_job_def("refresh")
    result = job.execute_in_process(run_config=QUIET, tags=UNATTENDED)
    assert result.success and pauses == [0, 1]
    with duckdb.connect(str(told.published_file), read_only=True) as reader:
        assert reader.execute("select tickets from marts.ticket_count").fetchone() == (29,)
        steps = reader.execute(
            "select list(step order by rowid) from audit.refresh_step"
        ).fetchall()
    assert steps == [(["discover", "load", "guard", "build", "audit"],)]
    assert open_runs(told) == []
    assert [unattended.seconds_to_wait(retry) for retry in range(3)] == [60, 240, 960]


def test_a_landing_that_is_gone_withdraws_nothing_and_a_backfill_reads_everything_again(
    small: Settings,
) -> None:
    run_refresh(small, Progress(quiet=True))
    before = small.published_file.read_bytes()
    away = small.landing_dir.with_name("away")
    small.landing_dir.rename(away)
    with pytest.raises(SettingsError, match="is not there"):
        run_refresh(small, Progress(quiet=True))
    small.landing_dir.mkdir()
    with pytest.raises(SettingsError, match="is empty"):
        run_refresh(small, Progress(quiet=True))
    assert small.published_file.read_bytes() == before
    assert len(open_runs(small)) == 2

    small.landing_dir.rmdir()
    away.rename(small.landing_dir)
    assert run_job(small, "backfill")
    with duckdb.connect(str(small.published_file), read_only=True) as reader:
        read = reader.execute("select outcome, rows_read from audit.refresh order by started_at")
        assert read.fetchall() == [
            ("published", 34),
            ("failed", 0),
            ("failed", 0),
            ("published", 34),
        ]
        assert reader.execute("select tickets from marts.ticket_count").fetchone() == (29,)
