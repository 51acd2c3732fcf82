"""Is this machine fit to run the warehouse? Every line says what was found and what to do."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from orchestration.journal import read_last
from orchestration.landing.discover import walk_landing
from orchestration.lock import current_holder
from orchestration.publish import builds
from orchestration.settings import Settings
from orchestration.store import connect

PACKAGES = ("dbt-core", "dbt-duckdb", "duckdb", "dagster", "dagster-dbt", "great-expectations")
EXTENSIONS = ("core_functions", "icu", "json", "parquet")
# A refresh holds the store twice, the new published file and its Parquet beside the old ones.
SPACE_FACTOR = 4
SPACE_AT_LEAST = 1024**3


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
        _landing(settings),
        _space(settings),
        _writable(settings),
        _lock(settings),
        *_builds(settings),
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
    as_of = f", AS_OF {settings.as_of_text}" if settings.as_of else ", as-of taken from the data"
    return Finding("business time zone", True, settings.business_timezone + as_of)


def _landing(settings: Settings) -> Finding:
    folder = settings.landing_dir
    if not folder.is_dir():
        return Finding("landing", not settings.landing_is_given, f"{folder} is not there")
    files = list(walk_landing(folder))
    unreadable = [item.file for item in files if not os.access(folder / item.file, os.R_OK)]
    if unreadable:
        return Finding("landing", False, f"{len(unreadable)} files cannot be read by this user")
    return Finding("landing", bool(files), f"{folder}, {len(files)} files")


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
    return Finding("lock", True, holder.describe() if holder else "free")


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
        yield Finding("store", False, str(error).splitlines()[0])
    if read_last(settings) is None:
        yield Finding("last refresh", False, "ended early: the next refresh puts it right")


def _existing(folder: Path) -> Path:
    """The folder, or the one above it in which it would be made."""
    while not folder.exists():
        folder = folder.parent
    return folder
