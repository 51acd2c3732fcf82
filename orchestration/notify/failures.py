"""Refreshes and jobs that failed, and a refresh that nobody started."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from orchestration.journal import RunRecord, instant_text, open_runs, read_last
from orchestration.lock import current_holder
from orchestration.notify.failed_jobs import failed_jobs
from orchestration.notify.incident import (
    FAILED_JOB,
    FAILED_REFRESH,
    STALE_DATA,
    Incident,
    printable,
)
from orchestration.novelty import unchanged_since_last
from orchestration.settings import Settings

# Deliveries come daily; two hours more, and nobody refreshes any longer.
LATE_AFTER = timedelta(hours=26)


def failed_refreshes(settings: Settings, settled_at: str) -> Iterator[Incident]:
    """At most one, however often it fails: it is over when one publishes or has nothing to do.

    settled_at: when a refresh last found nothing new, as the journal spells instants.
    """
    last = read_last(settings)
    since = max(last.ended_at if last else "", settled_at)
    failed = [run for run in unpublished_runs(settings) if (run.ended_at or run.started_at) > since]
    if failed:
        newest = failed[-1]
        reason = newest.reason or "it ended without a word: killed, or the machine stopped"
        yield Incident(
            FAILED_REFRESH,
            "refresh",
            f"Refresh {newest.build_id} failed: {printable(reason)}",
            "Nothing was published; people read the last good build. `status` says more.",
        )


def unpublished_runs(settings: Settings) -> list[RunRecord]:
    """Refreshes since the last published one that came to nothing, oldest first.

    One that was killed left a note that it is running; the one that does run holds the lock, and
    has held it since before it began.
    """
    holder = current_holder(settings.lock_file)
    if holder is None:
        alive_since = None
    else:
        alive_since = instant_text(holder.started_at) if holder.started_at else ""
    return [
        run
        for run in open_runs(settings)
        if run.outcome != "running" or alive_since is None or run.started_at < alive_since
    ]


def failing_jobs(settings: Settings) -> Iterator[Incident]:
    """Dagster's other jobs, until they succeed."""
    for job, reason in failed_jobs(settings).items():
        yield Incident(
            FAILED_JOB,
            job,
            f"The job {job} failed: {printable(reason)}",
            f"Look at its run in Dagster, then start {job} again.",
        )


def late_refreshes(settings: Settings, settled_at: str, now: datetime) -> Iterator[Incident]:
    """Something new that nobody has taken in for longer than a day."""
    last = read_last(settings)
    if last is None or max(last.ended_at, settled_at) > instant_text(now - LATE_AFTER):
        return
    if unchanged_since_last(settings) is None:
        yield Incident(
            STALE_DATA,
            "warehouse",
            f"What was delivered since {last.ended_at[:16]} UTC has not been published",
            "See whether the schedule runs (Dagster), or start a refresh.",
        )
