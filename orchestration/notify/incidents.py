"""Everything that is wrong now, read anew each time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration.notify.alerts import open_alerts
from orchestration.notify.deliveries import refused_files, stale_tables
from orchestration.notify.failures import failed_refreshes, failing_jobs, late_refreshes
from orchestration.notify.incident import (
    ALERT,
    FAILED_REFRESH,
    REFUSED_FILE,
    STALE_DATA,
    Incident,
)
from orchestration.settings import Settings
from orchestration.store import connect


@dataclass(frozen=True)
class Situation:
    """What is wrong; of the kinds in ``unknown`` nothing can be said, not even that it is over."""

    incidents: list[Incident]
    unknown: frozenset[str] = frozenset()

    def is_over(self, incident: Incident) -> bool:
        known = {each.identity for each in self.incidents}
        return incident.identity not in known and incident.kind not in self.unknown


def current_situation(
    settings: Settings, settled_at: str = "", now: datetime | None = None
) -> Situation:
    """By kind, and within a kind in the order that its source gives: the weightiest first.

    settled_at: when a refresh last found nothing new, as the journal spells instants.
    """
    moment = now or datetime.now(UTC)
    found = [*failed_refreshes(settings, settled_at), *failing_jobs(settings)]
    found += late_refreshes(settings, settled_at, moment)
    unknown: set[str] = set()

    def read(path: Path, kinds: set[str], source: Callable[[], Iterable[Incident]]) -> None:
        """A damaged file must not keep people from hearing of it."""
        try:
            found.extend(source())
        except duckdb.Error:
            unknown.update(kinds)
            found.append(
                Incident(
                    FAILED_REFRESH,
                    path.name,
                    f"{path.name} cannot be read",
                    "`doctor` says what to do.",
                )
            )

    def published() -> Iterable[Incident]:
        if not settings.published_file.exists():
            return []
        with connect(settings.published_file, read_only=True) as connection:
            return [*refused_files(connection), *open_alerts(connection)]

    read(settings.store_file, {STALE_DATA}, lambda: list(stale_tables(settings, moment)))
    read(settings.published_file, {REFUSED_FILE, ALERT}, published)
    return Situation(sorted(found, key=lambda incident: incident.kind), frozenset(unknown))
