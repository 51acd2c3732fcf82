"""Putting a finished build in place of the one that people read, and going back.

The store goes first: should the machine stop between the two renames, the store is one build ahead
of the published file, which nobody notices, and the next refresh publishes what it holds.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from orchestration.journal import LastRefresh, forget_last, read_last, write_last
from orchestration.parquet import point_current_at, prune_parquet
from orchestration.published_file import PublishError, published_build_id
from orchestration.settings import Settings
from orchestration.workplace import Workplace, copy_file, replace_file

KEPT_BUILDS = 3


@dataclass(frozen=True)
class Build:
    """A published file that people read or can go back to."""

    build_id: str
    path: Path
    is_current: bool


def swap(settings: Settings, place: Workplace, build_id: str) -> None:
    """Replace store and published file; then only housekeeping is left.

    The note about the last refresh is removed first: should we be stopped in between, the next
    refresh must not find everything unchanged.
    """
    forget_last(settings)
    replace_file(place.store, settings.store_file)
    keep_current(settings)
    replace_file(place.warehouse, settings.published_file)
    point_current_at(settings.parquet_dir, build_id)
    prune(settings, build_id)


def keep_current(settings: Settings) -> str | None:
    """Keep the file that people read now among the previous ones, without copying it."""
    build_id = published_build_id(settings.published_file)
    if build_id is None:
        return None
    kept = settings.previous_dir / f"{build_id}.duckdb"
    if not kept.exists():
        os.link(settings.published_file, kept)
    return build_id


def prune(settings: Settings, current_build_id: str) -> None:
    """Keep the last three besides the current one, with their Parquet folders."""
    previous = sorted(
        path for path in settings.previous_dir.glob("*.duckdb") if path.stem != current_build_id
    )
    for path in previous[:-KEPT_BUILDS]:
        path.unlink()
    keep = {path.stem for path in previous[-KEPT_BUILDS:]} | {current_build_id}
    prune_parquet(settings.parquet_dir, keep)


def builds(settings: Settings) -> list[Build]:
    """Every build that people read or can go back to, newest first."""
    current = published_build_id(settings.published_file)
    found = {
        path.stem: Build(path.stem, path, False)
        for path in settings.previous_dir.glob("*.duckdb")
        if path.stem != current
    }
    if current is not None:
        found[current] = Build(current, settings.published_file, True)
    return sorted(found.values(), key=lambda build: build.build_id, reverse=True)


def file_of(settings: Settings, build_id: str) -> Path | None:
    """The published file of a build, read now or kept; None where there is none any more."""
    found = (build.path for build in builds(settings) if build.build_id == build_id)
    return next(found, None)


def rollback(settings: Settings, to: str | None = None) -> tuple[str | None, str]:
    """Let people read an earlier build again: the one before the current, or the one named.

    The store keeps what it knows; the next refresh that finds something new publishes it all.
    Returns the build that was read before and the one that is read now. The caller holds the lock.
    """
    known = builds(settings)
    current = next((build.build_id for build in known if build.is_current), None)
    candidates = [
        build
        for build in known
        if not build.is_current
        and (build.build_id == to if to else current is None or build.build_id < current)
    ]
    if not candidates:
        names = ", ".join(build.build_id for build in known if not build.is_current) or "none"
        raise PublishError(f"no such build to go back to; kept are: {names}")
    chosen = candidates[0]
    keep_current(settings)
    new = settings.published_file.with_name(settings.published_file.name + ".new")
    copy_file(chosen.path, new)
    replace_file(new, settings.published_file)
    point_current_at(settings.parquet_dir, chosen.build_id)
    note_published(settings, chosen.build_id)
    return current, chosen.build_id


def note_published(settings: Settings, build_id: str) -> None:
    """After going back, nothing new still means nothing new."""
    last = read_last(settings)
    if last is not None:
        write_last(
            settings,
            LastRefresh(
                build_id=last.build_id,
                published_build_id=build_id,
                fingerprint=last.fingerprint,
                ended_at=last.ended_at,
                places=places_now(settings),
                steps=last.steps,
            ),
        )


def places_now(settings: Settings) -> dict[str, list[int]]:
    """How the finished files look from outside; a change means that somebody touched them."""
    seen = {}
    for path in (settings.published_file, settings.store_file):
        if path.exists():
            status = path.stat()
            seen[path.name] = [status.st_size, status.st_mtime_ns, status.st_ino]
    return seen
