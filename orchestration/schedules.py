"""When the warehouse is refreshed without anybody asking."""

from __future__ import annotations

from dagster import (
    DefaultScheduleStatus,
    JobDefinition,
    RunRequest,
    ScheduleDefinition,
    ScheduleEvaluationContext,
    SkipReason,
    schedule,
)

from orchestration.jobs import REFRESH_JOB
from orchestration.notify.announce import announce
from orchestration.novelty import unchanged_since_last
from orchestration.settings import Settings
from orchestration.unattended import UNATTENDED


def daily_refresh(settings: Settings) -> ScheduleDefinition:
    """At 02:00 where the centre works: yesterday is over and nobody is at the dashboards."""

    @schedule(
        name="daily_refresh",
        job=REFRESH_JOB,
        cron_schedule="0 2 * * *",
        execution_timezone=settings.business_timezone,
        default_status=DefaultScheduleStatus.RUNNING,
        description="Daily at 02:00 in the business time zone.",
    )
    def daily(context: ScheduleEvaluationContext) -> RunRequest | SkipReason:
        last = unchanged_since_last(settings)
        if last is not None:
            announce(settings, found_nothing_new=True)
            return SkipReason(f"nothing new since build {last.build_id}")
        return RunRequest(tags=UNATTENDED)

    return daily


def monthly_schedule(settings: Settings, job: JobDefinition) -> ScheduleDefinition:
    """On the 8th, an hour after the refresh: a month is sealed when it has been over for a week."""
    return ScheduleDefinition(
        name="monthly_appraisal",
        job=job,
        tags=UNATTENDED,
        cron_schedule="0 3 8 * *",
        execution_timezone=settings.business_timezone,
        default_status=DefaultScheduleStatus.RUNNING,
        description="On day 8 at 03:00 in the business time zone.",
    )
