"""Runs of Dagster that failed: a refresh goes into the journal, another job into a note of its own.

Dagster's history may be deleted at any time, and the command line does not read it.
"""

from __future__ import annotations

import json
from datetime import datetime

from orchestration import journal
from orchestration.notify.memory import FOLDER, notes_dir
from orchestration.settings import Settings
from orchestration.workplace import replace_file

NAME = "failed_jobs.json"


def failed_jobs(settings: Settings) -> dict[str, str]:
    """Jobs besides the refresh that failed last time, with the reason, until they succeed."""
    try:
        words = json.loads((settings.state_dir / FOLDER / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(job): str(reason) for job, reason in words.items()}


def note_failed_refresh(
    settings: Settings, started_at: datetime, ended_at: datetime, reason: str
) -> None:
    """A run that failed before its first step, because the lock was taken, left no note itself."""
    began = journal.instant_text(started_at)
    if any(run.started_at >= began for run in journal.open_runs(settings)):
        return
    journal.write_run(
        settings,
        journal.RunRecord(
            build_id=journal.new_build_id(started_at),
            started_at=began,
            ended_at=journal.instant_text(ended_at),
            outcome="failed",
            reason=reason,
            business_timezone=settings.business_timezone,
        ),
    )


def note_failed_job(settings: Settings, job: str, reason: str) -> None:
    _write(settings, failed_jobs(settings) | {job: reason})


def forget_failed_job(settings: Settings, job: str) -> None:
    known = failed_jobs(settings)
    if known.pop(job, None) is not None:
        _write(settings, known)


def _write(settings: Settings, words: dict[str, str]) -> None:
    path = notes_dir(settings) / NAME
    new = path.with_name(NAME + ".new")
    new.write_text(json.dumps(words, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    replace_file(new, path)
