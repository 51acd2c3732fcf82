"""The demo landing: written only where nobody could mistake it for their own data."""

from __future__ import annotations

import shutil
from pathlib import Path

from orchestration.landing.discover import walk_landing
from orchestration.settings import Settings, SettingsError


def has_files(folder: Path) -> bool:
    """Whether anything was delivered."""
    return next(walk_landing(folder), None) is not None


def require_landing(settings: Settings) -> None:
    """A folder that somebody named must be there and hold files: nobody invents data for it."""
    if not settings.landing_dir.is_dir():
        raise SettingsError(f"the landing folder {settings.landing_dir} is not there")
    if not has_files(settings.landing_dir):
        raise SettingsError(f"the landing folder {settings.landing_dir} is empty")


def write_demo_landing(settings: Settings) -> str:
    """Write the demo beside its place and move it there: half a demo is never taken for data."""
    from orchestration.demo import write_demo

    folder = settings.landing_dir
    if folder.is_dir() and any(folder.iterdir()):
        raise SettingsError(f"{folder} holds files already; the demo is for an empty folder")
    new = folder.with_name(folder.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    new.parent.mkdir(parents=True, exist_ok=True)
    written = write_demo(new)
    if folder.is_dir():
        folder.rmdir()
    new.rename(folder)
    rows = sum(count.rows_read for count in written.tables.values())
    files = sum(count.files for count in written.tables.values())
    return f"{written.first_day} to {written.last_day}: {files} files, {rows:,} rows in {folder}"
