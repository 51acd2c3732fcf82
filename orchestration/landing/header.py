"""Which delivered column is which declared one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orchestration.contract import Table
from orchestration.landing.aliases import Aliases, fold
from orchestration.landing.source import FileFault

LONGEST_NAME = 80


@dataclass(frozen=True)
class Header:
    """The header of one file: column → position, and what the contract does not know."""

    names: tuple[str, ...]
    positions: Mapping[str, int]

    @property
    def unknown(self) -> tuple[int, ...]:
        known = set(self.positions.values())
        return tuple(place for place in range(len(self.names)) if place not in known)

    @property
    def columns(self) -> list[str]:
        return list(self.positions)


def unique_names(header: Sequence[str]) -> tuple[str, ...]:
    """The names as delivered; the second of one name gets `_2`, a nameless one its position."""
    seen: dict[str, int] = {}
    names: list[str] = []
    for place, text in enumerate(header, start=1):
        name = " ".join(text.replace("\ufeff", "").split())[:LONGEST_NAME] or f"column_{place}"
        times = seen[fold(name)] = seen.get(fold(name), 0) + 1
        while times > 1 and fold(f"{name}_{times}") in seen:
            times += 1
        if times > 1:
            name = f"{name}_{times}"
            seen[fold(name)] = 1
        names.append(name)
    return tuple(names)


def recognised(header: Sequence[str], table: Table, aliases: Aliases) -> int:
    """How many of the names the table knows; tells a header from data, and delimiters apart."""
    known = aliases.columns_of(table)
    return sum(fold(name) in known for name in header)


def read_header(header: Sequence[str], table: Table, aliases: Aliases) -> Header:
    """Find the declared columns; raises FileFault where the file cannot be read without them.

    A column's own name wins over an alias of it; of two equals the first wins.
    """
    names = unique_names(header)
    known = aliases.columns_of(table)
    positions: dict[str, int] = {}
    own = {fold(column.name) for column in table.columns}
    for wanted in (True, False):
        for place, name in enumerate(names):
            column = known.get(fold(name))
            if column is not None and column not in positions and (fold(name) in own) == wanted:
                positions[column] = place
    if not positions:
        raise FileFault(
            "header_absent",
            f"no column of {table.name} is named in the header: add a header line, or add the"
            " names that the file uses to seeds/aliases/column_aliases.csv",
        )
    missing = [c.name for c in table.columns if c.required and c.name not in positions]
    if missing:
        raise FileFault(
            "required_column_missing",
            f"required column {', '.join(missing)} is missing: export it, or add the name that the"
            " file uses to seeds/aliases/column_aliases.csv",
        )
    ordered = {c.name: positions[c.name] for c in table.columns if c.name in positions}
    return Header(names, ordered)
