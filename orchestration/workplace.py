"""Where a refresh works: apart from what people read, and thrown away when it fails.

`work/` holds the copy of the store that is being changed, dbt's target folder and DuckDB's
temporary files. Its content never outlives the next refresh. What a crashed refresh left is
deleted, never replayed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from orchestration.copying import copy_bytes, copy_bytes_apart
from orchestration.settings import Settings

FILE_MODE = 0o640
FOLDER_MODE = 0o750
UMASK = 0o027


@dataclass(frozen=True)
class Workplace:
    """The working folder of one refresh."""

    folder: Path

    @property
    def store(self) -> Path:
        """The private half: what was delivered, and steps on the way."""
        return self.folder / "store.duckdb"

    @property
    def warehouse(self) -> Path:
        """What will be published."""
        return self.folder / "warehouse.duckdb"

    @property
    def target(self) -> Path:
        return self.folder / "target"

    @property
    def temp(self) -> Path:
        return self.folder / "tmp"


class CopiesInBackground:
    """Copies of files, one after the other, while their caller does something else."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._copies: dict[Path, Future[None]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def begin(self, source: Path, target: Path) -> None:
        self._copies[target] = self._pool.submit(_copy_or_nothing, source, target)

    def wait_for(self, target: Path) -> None:
        """Return when the copy is there, and raise what it failed of."""
        if target in self._copies:
            self._copies.pop(target).result()

    @contextmanager
    def blamed_first(self) -> Iterator[None]:
        """Raise what a copy failed of instead of what failed beside it: they share a disk."""
        try:
            yield
        except Exception as error:
            for copy in self._copies.values():
                fault = copy.exception()
                if fault is not None:
                    raise fault from error
            raise

    def drop(self, target: Path) -> None:
        """Do without a copy that was begun."""
        with suppress(OSError, CancelledError):
            if target in self._copies:
                self._copies[target].cancel()
                self.wait_for(target)
        target.unlink(missing_ok=True)


def _copy_or_nothing(source: Path, target: Path) -> None:
    """A copy that fails gives back what it took of the disk."""
    try:
        copy_file(source, target, copy_bytes_apart)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


@contextmanager
def private_files() -> Iterator[None]:
    """Everything made inside is readable by owner and group only."""
    before = os.umask(UMASK)
    try:
        yield
    finally:
        os.umask(before)


def copy_file(source: Path, target: Path, copy: Callable[[Path, Path], None] = copy_bytes) -> None:
    """Copy bytes, not modes: what a refresh makes is for owner and group only."""
    copy(source, target)
    target.chmod(FILE_MODE)


def prepare_workplace(
    settings: Settings, copy: Callable[[Path, Path], None] = copy_file
) -> Workplace:
    """A clean working folder with a copy of the store. The caller holds the lock."""
    remove_leftovers(settings)
    place = Workplace(settings.work_dir)
    for folder in (settings.warehouse_dir, settings.state_dir, settings.previous_dir):
        make_folder(folder)
    for folder in (settings.parquet_dir, place.folder, place.target, place.temp):
        make_folder(folder)
    if settings.store_file.exists():
        copy(settings.store_file, place.store)
    return place


def make_folder(folder: Path) -> Path:
    """Create a folder with our mode; one that a person made keeps the mode they gave it."""
    folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    return folder


def remove_leftovers(settings: Settings) -> list[Path]:
    """Delete what a crashed refresh left, and say what it was.

    Finished files are only ever put in place by a rename, so a write-ahead log beside one of them
    belongs to no finished work; replaying it could change a file that was already checked.
    """
    home = settings.warehouse_dir
    leftovers = [
        settings.work_dir,
        *home.glob("*.duckdb.new"),
        *home.glob("*.duckdb*.wal"),
        *home.glob("*.duckdb.tmp"),
        *settings.previous_dir.glob("*.wal"),
        *settings.parquet_dir.glob("*.new"),
        *settings.state_dir.glob("*.new"),
    ]
    found = [path for path in leftovers if path.exists() or path.is_symlink()]
    for path in found:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    return found


def sync_file(path: Path) -> None:
    """Wait until a file's bytes are on the disk: a rename must never overtake them."""
    with path.open("rb") as handle:
        os.fsync(handle.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until renames in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_file(new: Path, target: Path) -> None:
    """Put a finished file in place at once; readers see the old one or the new one, whole."""
    new.chmod(FILE_MODE)
    sync_file(new)
    new.replace(target)
    sync_folder(target.parent)
