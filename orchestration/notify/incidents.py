"""Everything that is wrong now, read anew each time."""

from __future__ import annotations

from datetime import UTC, datetime

from orchestration.notify.alerts import open_alerts
from orchestration.notify.deliveries import refused_files, stale_tables
from orchestration.notify.failures import failed_refreshes, failing_jobs, late_refreshes
from orchestration.notify.incident import Incident
from orchestration.settings import Settings
from orchestration.store import connect


def current_incidents(
    settings: Settings, settled_at: str = "", now: datetime | None = None
) -> list[Incident]:
    """By kind, and within a kind in the order that its source gives: the weightiest first.

    settled_at: when a refresh last found nothing new, as the journal spells instants.
    """
    moment = now or datetime.now(UTC)
    found = [
        *failed_refreshes(settings, settled_at),
        *failing_jobs(settings),
        *late_refreshes(settings, settled_at, moment),
        *stale_tables(settings, moment),
    ]
    if settings.published_file.exists():
        with connect(settings.published_file, read_only=True) as connection:
            found += [*refused_files(connection), *open_alerts(connection)]
    return sorted(found, key=lambda incident: incident.kind)
