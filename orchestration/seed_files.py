"""Whether the seed files can be read as their yml declares them, judged before anything else.

People edit seeds in a spreadsheet, and spreadsheets change more than they are asked to: dates,
decimal commas, encodings, headers. dbt would load some of that wrongly and say of the rest what its
database says. Here every file is read in milliseconds, and each fault has its file, line and mend.
What the rows mean is judged by the tests of the definitions (`definition_check`).
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

SHOWN_FAULTS = 20
BOOLEANS = frozenset({"true", "false", "t", "f", "yes", "no", "y", "n", "1", "0"})
# The year first: 2025-06-18, a spreadsheet's 2025/6/18, or the same at midnight.
DATE = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[ T]00:00(?::00)?)?")


class DefinitionError(ValueError):
    """Definitions that must not be used; the message names file, row and mend of each fault."""


@dataclass(frozen=True)
class Seed:
    """A seed file and the columns that its yml declares: name → data type.

    Where it has rules, an empty line would break them with a message about a row without a name.
    """

    path: Path
    column_types: Mapping[str, str]
    optional: frozenset[str]
    has_rules: bool


def require_readable_seeds(project_dir: Path) -> None:
    """Raise unless every seed file can be read as it is declared."""
    faults = [
        f"{seed.path.relative_to(project_dir).as_posix()}{fault}"
        for seed in declared_seeds(project_dir)
        for fault in file_faults(seed)
    ]
    if faults:
        raise DefinitionError(fault_text(faults))


def fault_text(faults: list[str]) -> str:
    """The faults, one a line, and how many more there are."""
    more = len(faults) - SHOWN_FAULTS
    tail = [f"… and {more} more"] if more > 0 else []
    return "\n".join(["the definitions cannot be used:", *faults[:SHOWN_FAULTS], *tail])


def declared_seeds(project_dir: Path) -> list[Seed]:
    """The seeds of the yml files below `seeds`, in the order of their paths."""
    # Not above: the answer that nothing is new must not wait for it.
    import yaml

    from orchestration.contract import SAFE_LOADER

    seeds = []
    for declaration in sorted((project_dir / "seeds").rglob("*.yml")):
        with declaration.open(encoding="utf-8") as handle:
            words: dict[str, Any] = yaml.load(handle, Loader=SAFE_LOADER) or {}  # noqa: S506
        for seed in words.get("seeds", []):
            types = seed.get("config", {}).get("column_types", {})
            columns = [column["name"] for column in seed.get("columns", [])]
            optional = {
                column["name"]
                for column in seed.get("columns", [])
                if column.get("config", {}).get("meta", {}).get("optional")
            }
            seeds.append(
                Seed(
                    path=declaration.parent / f"{seed['name']}.csv",
                    column_types={name: types.get(name, "varchar") for name in columns or types},
                    optional=frozenset(optional),
                    has_rules=bool(seed.get("data_tests")),
                )
            )
    return sorted(seeds, key=lambda seed: seed.path)


def file_faults(seed: Seed) -> Iterator[str]:
    """What is wrong with a file: each fault with its place in it and its mend."""
    if not seed.path.is_file():
        yield ": is missing. Bring it back"
        return
    try:
        text = seed.path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = seed.path.read_bytes()[: error.start].count(b"\n") + 1
        yield f", line {line}: is not UTF-8. In the spreadsheet save it as «CSV UTF-8»"
        return
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(rows, [])
        problems = list(header_faults(seed, header))
        yield from problems
        if problems:
            return
        for cells in rows:
            yield from row_faults(seed, header, cells, rows.line_num)
    except csv.Error as error:
        yield f", line {rows.line_num}: {error}. Look for a quotation mark without its partner"


def header_faults(seed: Seed, header: list[str]) -> Iterator[str]:
    """Columns that are missing, stand twice or have no name; others are the user's own."""
    if len(header) == 1 and re.search("[;\t]", header[0]):
        yield ", line 1: the columns are not separated by commas. Save it as CSV with commas"
        return
    for name, times in Counter(header).items():
        if times > 1:
            what = f"names the column {name} {times} times" if name else f"has {times} empty cells"
            yield f", line 1: {what}. Keep one"
    if header.count("") == 1:
        yield ", line 1: a column has no name. Name or delete it"
    unknown = [name for name in header if name not in seed.column_types]
    for name in seed.column_types:
        if name not in header and name not in seed.optional:
            near = difflib.get_close_matches(name, unknown, 1)
            mend = f"Is it {near[0]}? Correct the name" if near else "Add it"
            yield f", line 1: the column {name} is missing. {mend}"


def row_faults(seed: Seed, header: list[str], cells: list[str], line: int) -> Iterator[str]:
    """A row that is empty or has more or fewer cells than the header, or cells of another type."""
    if not any(cells):
        if seed.has_rules:
            yield f", line {line}: is empty. Delete it"
        return
    if len(cells) != len(header):
        yield (
            f", line {line}: has {len(cells)} cells, and the header has {len(header)}. "
            "A text with a comma stands in quotation marks"
        )
        return
    for name, cell in zip(header, cells, strict=True):
        mend = type_fault(seed.column_types.get(name, "varchar"), cell)
        if mend:
            yield f", line {line}, column {name}: holds {cell}. {mend}"


def type_fault(data_type: str, cell: str) -> str | None:
    """How to mend a cell that is no value of its type; None where it is one, or empty."""
    if cell == "":
        return None
    kind = data_type.partition("(")[0].strip().lower()
    if kind == "date":
        return None if is_date(cell) else "Write the date as 2025-07-01"
    if kind == "boolean":
        return None if cell.lower() in BOOLEANS else "Write true or false"
    if kind in {"integer", "bigint", "smallint"}:
        number = as_number(cell)
        whole = number is not None and number == number.to_integral_value()
        return None if whole else "Write a whole number"
    if kind in {"decimal", "double"}:
        return None if as_number(cell) is not None else "Write a number such as 12.5"
    return None


def is_date(cell: str) -> bool:
    """Whether a cell is a date with the year first: any other order could mean two days."""
    found = DATE.fullmatch(cell)
    if found is None:
        return False
    try:
        date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        return False
    return True


def as_number(cell: str) -> Decimal | None:
    """The number that a cell holds, None where it holds none."""
    try:
        number = Decimal(cell)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
