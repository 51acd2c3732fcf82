"""Runs that Dagster believes to be running though their process is gone.

Dagster's default launcher cannot tell whether a run's process lives. The warehouse's lock can: the
kernel drops it with the process. So a run that has started long enough ago to hold the lock, while
nobody holds it, is dead. It is marked failed, which frees its place in the pool.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from dagster import DagsterInstance, DagsterRunStatus, RunsFilter

from orchestration.lock import current_holder
from orchestration.settings import Settings

# From its start to its end a refresh holds the lock but for the seconds of its first and last
# steps; an appraisal holds it while it seals, not while it draws its report.
PATIENCE: Mapping[str, timedelta] = {
    "refresh": timedelta(seconds=30),
    "backfill": timedelta(seconds=30),
    "monthly_appraisal": timedelta(minutes=30),
}
SECOND_LOOK_SECONDS = 3.0


def fail_dead_runs(
    instance: DagsterInstance,
    settings: Settings,
    *,
    now: datetime | None = None,
    second_look_seconds: float = SECOND_LOOK_SECONDS,
) -> list[str]:
    """Mark dead runs failed; returns their ids.

    A run that is just ending has let go of the lock before Dagster knows, hence the second look.
    """
    suspected = _suspected(instance, settings, now or datetime.now(UTC))
    if not suspected:
        return []
    time.sleep(second_look_seconds)
    dead = [
        run_id
        for run_id in _suspected(instance, settings, now or datetime.now(UTC))
        if run_id in suspected
    ]
    for run_id in dead:
        run = instance.get_run_by_id(run_id)
        if run is not None:
            instance.report_run_failed(
                run,
                "The process of this run is gone: it was killed or the machine stopped."
                " It published nothing; people read the build from before.",
            )
    return dead


def _suspected(instance: DagsterInstance, settings: Settings, now: datetime) -> list[str]:
    if current_holder(settings.lock_file) is not None:
        return []
    records = instance.get_run_records(
        RunsFilter(statuses=[DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING])
    )
    return [
        record.dagster_run.run_id
        for record in records
        if record.dagster_run.job_name in PATIENCE
        and record.start_time is not None
        and now.timestamp() - record.start_time
        > PATIENCE[record.dagster_run.job_name].total_seconds()
    ]
