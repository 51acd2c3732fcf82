"""Is this machine fit to run the warehouse? Every line says what was found and what to do."""

from __future__ import annotations

import csv
import os
import re
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo

from orchestration.journal import read_last
from orchestration.landing.discover import walk_landing
from orchestration.lock import current_holder
from orchestration.notify.receivers import is_understood, receivers_of
from orchestration.publish import builds
from orchestration.settings import Settings
from orchestration.store import connect
from orchestration.text_table import duration

PACKAGES = (
    *("dbt-core", "dbt-duckdb", "duckdb", "dagster", "dagster-dbt", "great-expectations"),
    *("apprise", "pandas", "pyarrow", "python-calamine"),
)
EXTENSIONS = ("core_functions", "icu", "json", "parquet")
# A refresh holds the store twice, the new published file and its Parquet beside the old ones.
SPACE_FACTOR = 4
SPACE_AT_LEAST = 1024**3
# No refresh of a centre that this is made for takes longer.
LONGEST_HOLD = timedelta(hours=3)
DAEMON_SILENCE = timedelta(minutes=5)


@dataclass(frozen=True)
class Finding:
    """One examined thing."""

    what: str
    is_good: bool
    words: str


def examine(settings: Settings) -> list[Finding]:
    """All findings, good ones included."""
    return [
        *_python(),
        *_packages(settings.project_dir),
        *_extensions(),
        _time_zone(settings),
        *_landing(settings),
        _space(settings),
        _writable(settings),
        _lock(settings),
        *_builds(settings),
        _schedules(settings),
        *_receivers(settings),
    ]


def _python() -> Iterator[Finding]:
    found = ".".join(map(str, sys.version_info[:3]))
    yield Finding("Python", sys.version_info >= (3, 11), f"{found}, 3.11 or later is needed")


def _packages(project_dir: Path) -> Iterator[Finding]:
    """Installed against locked versions."""
    lock = project_dir / "requirements.lock"
    locked = {}
    if lock.exists():
        locked = dict(re.findall(r"^([\w.-]+)==([\w.]+)", lock.read_text("utf-8"), re.MULTILINE))
    for package in PACKAGES:
        wanted = locked.get(package)
        try:
            found = version(package)
        except PackageNotFoundError:
            yield Finding(package, False, "not installed: run `make setup`")
            continue
        words = found if found == wanted else f"{found}, but the lock says {wanted}: `make setup`"
        yield Finding(package, found == wanted, words)


def _extensions() -> Iterator[Finding]:
    import duckdb

    with duckdb.connect() as connection:
        loaded = {
            name
            for (name,) in connection.execute(
                "select extension_name from duckdb_extensions() where loaded"
            ).fetchall()
        }
    missing = [name for name in EXTENSIONS if name not in loaded]
    words = f"missing: {', '.join(missing)}" if missing else ", ".join(EXTENSIONS)
    yield Finding("DuckDB extensions", not missing, words)


def _time_zone(settings: Settings) -> Finding:
    """A wrong zone moves contacts to other days, and nothing else would say so."""
    now = datetime.now(ZoneInfo(settings.business_timezone))
    as_of = f"AS_OF {settings.as_of_text}" if settings.as_of else "as-of taken from the data"
    words = f"{settings.business_timezone}, where it is {now:%Y-%m-%d %H:%M}; {as_of}"
    return Finding("business time zone", True, words)


def _landing(settings: Settings) -> Iterator[Finding]:
    folder = settings.landing_dir
    if not folder.is_dir():
        yield Finding("landing", not settings.landing_is_given, f"{folder} is not there")
        return
    try:
        files = list(walk_landing(folder))
    except OSError as error:
        yield Finding("landing", False, f"cannot be listed: {error}; grant this user read access")
        return
    unreadable = [item.file for item in files if not os.access(folder / item.file, os.R_OK)]
    if unreadable:
        words = f"{len(unreadable)} files cannot be read by this user, the first is {unreadable[0]}"
        yield Finding("landing", False, words)
    else:
        yield Finding("landing", bool(files), f"{folder}, {len(files)} files")
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).timestamp() * 1e9
    early = [item.file for item in files if item.modified_ns > tomorrow]
    if early:
        words = f"{len(early)} files are from the future, e.g. {early[0]}: which clock is wrong?"
        yield Finding("clock", False, words)


def _space(settings: Settings) -> Finding:
    folder = _existing(settings.warehouse_dir)
    free = shutil.disk_usage(folder).free
    size = settings.store_file.stat().st_size if settings.store_file.exists() else 0
    needed = max(SPACE_AT_LEAST, size * SPACE_FACTOR)
    words = f"{free / 1024**3:.1f} GiB free, a refresh wants {needed / 1024**3:.1f}"
    return Finding("disk", free >= needed, words)


def _writable(settings: Settings) -> Finding:
    folder = _existing(settings.warehouse_dir)
    return Finding("warehouse folder", os.access(folder, os.W_OK | os.X_OK), str(folder))


def _lock(settings: Settings) -> Finding:
    holder = current_holder(settings.lock_file)
    if holder is None:
        return Finding("lock", True, "free")
    now = datetime.now(UTC)
    if holder.started_at is not None and now - holder.started_at > LONGEST_HOLD:
        words = "; if it does nothing any more, `kill` that process: its work is dropped"
        return Finding("lock", False, holder.describe(now) + words)
    return Finding("lock", True, holder.describe(now))


def _builds(settings: Settings) -> Iterator[Finding]:
    """Whether the finished files open, and are of one build."""
    import duckdb

    known = builds(settings)
    current = next((build.build_id for build in known if build.is_current), None)
    if not settings.published_file.exists():
        yield Finding("published file", True, "none yet")
        return
    words = current or "cannot be opened: `rollback`, or the next refresh, puts it right"
    yield Finding("published file", current is not None, words)
    try:
        connect(settings.store_file, read_only=True).close()
        yield Finding("store", True, str(settings.store_file))
    except duckdb.Error as error:
        words = f"{str(error).splitlines()[0]}; delete it, and everything is read again"
        yield Finding("store", False, words)
    if read_last(settings) is None:
        yield Finding("last refresh", False, "ended early: the next refresh puts it right")


def _schedules(settings: Settings) -> Finding:
    """Whether Dagster's daemon lives, without which nothing starts by itself. Cron does as well."""
    history = settings.state_dir / "dagster" / "history" / "runs.db"
    seen = _last_heartbeat(history) if history.exists() else None
    if seen is None:
        return Finding("schedules", True, "Dagster's daemon has never run here; see `dev`")
    age = datetime.now(UTC) - seen
    words = f"Dagster's daemon was alive {duration(max(age.total_seconds(), 0))} ago"
    if age > DAEMON_SILENCE:
        words += ": nothing starts by itself until it runs again (`dev`, or its service)"
    return Finding("schedules", age <= DAEMON_SILENCE, words)


def _last_heartbeat(history: Path) -> datetime | None:
    """Read where Dagster keeps it: importing Dagster would take longer than all the rest."""
    try:
        with sqlite3.connect(f"file:{history}?mode=ro", uri=True) as connection:
            found = connection.execute("select max(timestamp) from daemon_heartbeats").fetchone()
    except sqlite3.Error:
        return None
    if found is None or found[0] is None:
        return None
    return datetime.fromisoformat(str(found[0])).replace(tzinfo=UTC)


def _receivers(settings: Settings) -> Iterator[Finding]:
    """Whether each address of NOTIFY_URLS is one, without showing it; it is not written to."""
    receivers = receivers_of(settings)
    if not receivers:
        yield Finding("notifications", True, "NOTIFY_URLS is not set: nobody is told")
    for receiver in receivers:
        is_good = is_understood(receiver)
        words = receiver.name if is_good else f"{receiver.name} is no address that Apprise knows"
        yield Finding("notifications", is_good, words)
    for tag in sorted(_routed_tags(settings) - {receiver.tag or "" for receiver in receivers}):
        words = f"notify_routes.csv names the tag {tag}; add `{tag}=ADDRESS` to NOTIFY_URLS"
        yield Finding("notifications", False, words)


def _routed_tags(settings: Settings) -> set[str]:
    seed = settings.project_dir / "seeds" / "notify" / "notify_routes.csv"
    if not seed.exists():
        return set()
    with seed.open(encoding="utf-8-sig", newline="") as handle:
        return {row["tag"] for row in csv.DictReader(handle) if row.get("tag")}


def _existing(folder: Path) -> Path:
    """The folder, or the one above it in which it would be made."""
    while not folder.exists():
        folder = folder.parent
    return folder
