"""Which files lie in the landing folder.

Imports nothing heavy: the answer *nothing new* must come before DuckDB is loaded.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

EXTENSIONS = (".csv", ".csv.gz", ".parquet", ".jsonl", ".jsonl.gz", ".xlsx")
# Dot files belong to the operating system, `~$` files to a spreadsheet that is open somewhere.
HIDDEN_PREFIXES = (".", "~$")


@dataclass(frozen=True, order=True)
class DeliveredFile:
    """A file below the landing. Sorted files are in load order: time, then path."""

    modified_ns: int
    file: str
    size: int

    @property
    def table_name(self) -> str:
        """The folder directly below the landing; empty for a file that lies beside the folders."""
        folder, separator, _ = self.file.partition("/")
        return folder if separator else ""

    @property
    def extension(self) -> str:
        """The extension as the contract writes it; empty for one that it does not know."""
        name = self.file.lower()
        return max((known for known in EXTENSIONS if name.endswith(known)), key=len, default="")


def landing_fingerprint(landing_dir: Path) -> str:
    """A hash that changes when a file comes, goes, changes its size or its time."""
    digest = hashlib.sha256()
    for found in sorted(walk_landing(landing_dir)):
        digest.update(f"{found.file}\0{found.size}\0{found.modified_ns}\0".encode())
    return digest.hexdigest()[:16]


def walk_landing(landing_dir: Path) -> Iterator[DeliveredFile]:
    """Every visible file below the landing, in no particular order."""
    yield from _walk(str(landing_dir), "")


def _walk(folder: str, below: str) -> Iterator[DeliveredFile]:
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.name.startswith(HIDDEN_PREFIXES):
            continue
        file = below + printable(entry.name)
        if entry.is_dir():
            yield from _walk(entry.path, f"{file}/")
        elif entry.is_file():
            stat = entry.stat()
            yield DeliveredFile(modified_ns=stat.st_mtime_ns, file=file, size=stat.st_size)


def printable(name: str) -> str:
    """A file name that a database can hold; bytes that are no UTF-8 become question marks.

    Such a file is then not found under this name and is reported as unreadable: rename it.
    """
    return name.encode("utf-8", "replace").decode("utf-8")
