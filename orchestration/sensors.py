"""What Dagster looks at all the time: the landing folder, runs that died, what is left to tell."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from dagster import (
    DagsterRunStatus,
    DefaultSensorStatus,
    RunFailureSensorContext,
    RunRequest,
    RunStatusSensorContext,
    SensorDefinition,
    SensorEvaluationContext,
    SkipReason,
    run_failure_sensor,
    run_status_sensor,
    sensor,
)

from orchestration import journal
from orchestration.dead_runs import fail_dead_runs
from orchestration.demo_landing import has_files
from orchestration.jobs import BACKFILL_JOB, REFRESH_JOB
from orchestration.landing.discover import landing_fingerprint
from orchestration.notify.announce import announce
from orchestration.notify.failed_jobs import (
    forget_failed_job,
    note_failed_job,
    note_failed_refresh,
)
from orchestration.novelty import unchanged_since_last
from orchestration.plain_words import without_values
from orchestration.settings import Settings
from orchestration.unattended import UNATTENDED

POLL_SECONDS = 60
NOTIFY_SECONDS = 300
RUNNING = DefaultSensorStatus.RUNNING


def sensors(settings: Settings) -> Sequence[SensorDefinition]:
    return [
        new_files(settings),
        dead_runs(settings),
        failed_runs(settings),
        succeeded_runs(settings),
        notifications(settings),
    ]


def new_files(settings: Settings) -> SensorDefinition:
    """Asks for a refresh when the landing has changed and then kept still for one look.

    The cursor holds the landing's state at the last look and the one that was last asked for.
    """

    @sensor(
        name="new_files",
        job=REFRESH_JOB,
        minimum_interval_seconds=POLL_SECONDS,
        default_status=RUNNING,
        description="Refreshes when files arrived in the landing folder and no more are coming.",
    )
    def look(context: SensorEvaluationContext) -> RunRequest | SkipReason:
        cursor: dict[str, Any] = json.loads(context.cursor) if context.cursor else {}
        landing = landing_fingerprint(settings.landing_dir)
        is_still = landing == cursor.get("seen")
        context.update_cursor(json.dumps({**cursor, "seen": landing}))
        if landing == cursor.get("asked"):
            return SkipReason("nothing arrived since the last refresh was asked for")
        if not is_still:
            return SkipReason("files have changed since the last look; they may still be arriving")
        if not has_files(settings.landing_dir):
            return SkipReason(f"{settings.landing_dir} holds no files")
        context.update_cursor(json.dumps({"seen": landing, "asked": landing}))
        if unchanged_since_last(settings) is not None:
            return SkipReason("what is there has been published")
        last = journal.read_last(settings)
        # The same files may come, go and come again: each time after another build.
        return RunRequest(run_key=f"{last.build_id if last else ''}:{landing}", tags=UNATTENDED)

    return look


def dead_runs(settings: Settings) -> SensorDefinition:
    """Ends runs whose process is gone within the poll interval."""

    @sensor(
        name="dead_runs",
        minimum_interval_seconds=POLL_SECONDS,
        default_status=RUNNING,
        description="Marks runs failed that are said to run while nobody holds the lock.",
    )
    def look(context: SensorEvaluationContext) -> SkipReason:
        dead = fail_dead_runs(context.instance, settings)
        return SkipReason(f"marked failed: {', '.join(dead)}" if dead else "no run is dead")

    return look


def failed_runs(settings: Settings) -> SensorDefinition:
    """Tells people of a run that failed, whatever it died of."""

    @run_failure_sensor(
        name="failed_runs",
        minimum_interval_seconds=POLL_SECONDS,
        default_status=RUNNING,
        description="Notifies of failed runs.",
    )
    def tell(context: RunFailureSensorContext) -> None:
        run = context.dagster_run
        reason = f"run {run.run_id[:8]}: {reason_of(context)}"
        if run.job_name in (REFRESH_JOB.name, BACKFILL_JOB.name):
            record = context.instance.get_run_record_by_id(run.run_id)
            assert record is not None, "Dagster told of this run"
            ended = record.end_time or time.time()
            started = record.start_time or record.create_timestamp.timestamp()
            note_failed_refresh(settings, instant(started), instant(ended), reason)
        else:
            note_failed_job(settings, run.job_name, reason)
        announce(settings, say=context.log.info)

    return tell


def succeeded_runs(settings: Settings) -> SensorDefinition:
    """Tells people that a job works again."""

    @run_status_sensor(
        run_status=DagsterRunStatus.SUCCESS,
        name="succeeded_runs",
        minimum_interval_seconds=POLL_SECONDS,
        default_status=RUNNING,
        description="Closes what failed_runs opened.",
    )
    def tell(context: RunStatusSensorContext) -> None:
        forget_failed_job(settings, context.dagster_run.job_name)
        announce(settings, say=context.log.info)

    return tell


def notifications(settings: Settings) -> SensorDefinition:
    """Sends what a receiver did not take, and sees data become stale: nothing else runs then."""

    @sensor(
        name="notifications",
        minimum_interval_seconds=NOTIFY_SECONDS,
        default_status=RUNNING,
        description="Notifies of stale data and sends again what a receiver did not take.",
    )
    def look(context: SensorEvaluationContext) -> SkipReason:
        if not settings.notify_urls:
            return SkipReason("NOTIFY_URLS is not set")
        return SkipReason(str(announce(settings)))

    return look


def instant(seconds: float) -> datetime:
    """Dagster's seconds since 1970 as an instant."""
    return datetime.fromtimestamp(seconds, UTC)


def reason_of(context: RunFailureSensorContext) -> str:
    """What the run died of, in the words of the error at the bottom of it all."""
    for event in [*context.get_step_failure_events(), context.failure_event]:
        error = getattr(event.event_specific_data, "error", None)
        while error is not None and error.cause is not None:
            error = error.cause
        if error is not None:
            # "package.ClassOfTheError: what it says"
            return without_values(error.message.partition(": ")[2] or error.message).strip()
    return without_values(context.failure_event.message or "no reason is known")
