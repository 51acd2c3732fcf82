"""What a demo holds, said exactly enough that a test can check the warehouse against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PlantedFault:
    """A row that must end in the quarantine."""

    table: str
    file: str
    line: int
    reason: str
    released_by: str | None
    """The later file that delivers the same key without a fault."""


@dataclass(frozen=True)
class FileFault:
    """A file that must not load like the others: refused, skipped_duplicate, or a warning."""

    table: str
    file: str
    kind: str
    outcome: str


@dataclass(frozen=True)
class TableCount:
    """Row accounting: read = loaded + quarantined + superseded. Refused files and copies of a
    file are not read."""

    files: int
    rows_read: int
    rows_loaded: int
    rows_quarantined: int
    rows_superseded: int


@dataclass(frozen=True)
class DemoSummary:
    """Counts, faults and stories of a written demo."""

    first_day: str
    last_day: str
    tables: dict[str, TableCount]
    faults: tuple[PlantedFault, ...]
    file_faults: tuple[FileFault, ...]
    stories: dict[str, dict[str, Any]]
    personal_data: tuple[str, ...]
    """Invented telephone numbers, addresses and card numbers that free texts hold."""

    @property
    def faults_by_table_and_rule(self) -> dict[str, dict[str, int]]:
        """How many rows of each table break which rule."""
        counts: dict[str, dict[str, int]] = {}
        for fault in self.faults:
            rules = counts.setdefault(fault.table, {})
            rules[fault.reason] = rules.get(fault.reason, 0) + 1
        return counts

    @property
    def contacts(self) -> int:
        """Tickets, conversations and calls."""
        return sum(self.tables[t].rows_loaded for t in ("tickets", "conversations", "calls"))

    def __str__(self) -> str:
        rows = sum(count.rows_read for count in self.tables.values())
        files = sum(count.files for count in self.tables.values())
        return (
            f"demo of {self.first_day} to {self.last_day}: {len(self.tables)} tables, "
            f"{files} files, {rows:,} rows, {self.contacts:,} contacts, "
            f"{len(self.faults)} bad rows and {len(self.file_faults)} odd files planted"
        )
