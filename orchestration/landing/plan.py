"""What a refresh must do with the files that lie in the landing, given what the ledger knows.

The plan leads to the state that reading all files afresh would give, whatever was loaded before
and in which order: identical content counts at its earliest (time, path); a file that came to lie
elsewhere, earlier or with other bytes is withdrawn and read again.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from orchestration.landing.discover import DeliveredFile
from orchestration.landing.ledger import LOADED, REFUSED, SKIPPED, Entry


@dataclass(frozen=True)
class Plan:
    """Files to read, in load order; copies to note; entries whose rows must go first."""

    read: tuple[tuple[DeliveredFile, str], ...]
    skip: tuple[Entry, ...]
    withdraw: tuple[Entry, ...]


def make_plan(
    landing_dir: Path, found: Collection[DeliveredFile], known: Collection[Entry]
) -> Plan:
    """Compare files with ledger; hashes only what is new or has another size or time."""
    by_file = {entry.delivered.file: entry for entry in known}
    content: dict[tuple[str, str], list[tuple[DeliveredFile, str]]] = defaultdict(list)
    for file in sorted(found):
        entry = by_file.get(file.file)
        sha256 = entry.sha256 if entry and entry.delivered == file else hash_file(landing_dir, file)
        # No two empty files have the same content: each is told.
        content[file.table_name, sha256 if file.size else file.file].append((file, sha256))

    read: list[tuple[DeliveredFile, str]] = []
    skip: list[Entry] = []
    settled: set[str] = set()
    for (first, sha256), *copies in content.values():
        entry = by_file.get(first.file)
        is_read = entry is not None and entry.outcome in (LOADED, REFUSED)
        if entry is not None and is_read and (entry.delivered, entry.sha256) == (first, sha256):
            settled.add(first.file)
        else:
            read.append((first, sha256))
        for copy, _ in copies:
            noted = Entry(copy, sha256, SKIPPED, reason=f"same content as {first.file}")
            old = by_file.get(copy.file)
            if old is not None and _same(old, noted):
                settled.add(copy.file)
            else:
                skip.append(noted)

    # Rows of a file that was taken away stay: deliveries may be archived. If its content still
    # lies here under another name, that one stands for it.
    here = {file.file for file in found}
    settled |= {
        entry.delivered.file
        for entry in known
        if entry.delivered.file not in here
        and entry.outcome == LOADED
        and (entry.delivered.table_name, entry.sha256) not in content
    }
    return Plan(
        read=tuple(sorted(read)),
        skip=tuple(skip),
        withdraw=tuple(entry for entry in known if entry.delivered.file not in settled),
    )


def hash_file(landing_dir: Path, file: DeliveredFile) -> str:
    """The SHA-256 of a file; of one that cannot be opened, a word that no other file shares.

    Reading it will fail in turn, and say why.
    """
    try:
        with (landing_dir / file.file).open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError:
        return f"unreadable {file.file}"


def _same(old: Entry, new: Entry) -> bool:
    return (old.delivered, old.sha256, old.outcome, old.reason) == (
        new.delivered,
        new.sha256,
        new.outcome,
        new.reason,
    )
