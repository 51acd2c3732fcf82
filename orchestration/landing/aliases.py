"""What delivered files call differently: headers, values, formats. Read from the seeds."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from orchestration.contract import Table
from orchestration.settings import PROJECT_DIR

ANY_TABLE = "*"
DATE_ORDERS = ("", "dmy", "mdy")


class AliasError(ValueError):
    """A seed that cannot be meant as it is written."""


@dataclass(frozen=True)
class DeliveryFormat:
    """What a file cannot say of itself. Empty means: as the contract has it."""

    date_order: str = ""
    null_marker: str = ""
    delimiter: str = ""
    encoding: str = ""


@dataclass(frozen=True)
class Aliases:
    """The three seeds as they stand: rows of texts."""

    columns: tuple[tuple[str, str, str], ...] = ()
    values: tuple[tuple[str, str, str, str], ...] = ()
    formats: tuple[tuple[str, str, DeliveryFormat], ...] = ()

    def columns_of(self, table: Table) -> Mapping[str, str]:
        """Folded header name → column. The table's own aliases win over those of every table."""
        names: dict[str, str] = {}
        for wanted in (ANY_TABLE, table.name):
            for owner, alias, column in self.columns:
                if owner == wanted and column in table.by_name:
                    names[fold(alias)] = column
        return names | {fold(column.name): column.name for column in table.columns}

    def values_of(self, table: Table, column: str) -> Mapping[str, str]:
        """Folded text → value, the allowed values themselves included."""
        values = {fold_value(value): value for value in table.column(column).allowed}
        for wanted in (ANY_TABLE, table.name):
            for owner, name, alias, value in self.values:
                if owner == wanted and name == column:
                    values[fold_value(alias)] = value
        return values

    def format_of(self, table: Table, path_below_table: str) -> DeliveryFormat:
        """The last declared format whose pattern matches the file; the default where none does."""
        declared = DeliveryFormat()
        for owner, pattern, each in self.formats:
            if owner in (ANY_TABLE, table.name) and fnmatchcase(path_below_table, pattern or "*"):
                declared = each
        return declared


def fold(text: str) -> str:
    """The form in which names are compared: width, case, space, underscore, hyphen are alike."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    return "".join(letter for letter in plain if letter not in " _-\u00a0\ufeff")


def fold_value(text: str) -> str:
    """The form in which values are compared; `casting.folded` does the same in SQL."""
    return text.strip().lower().replace(" ", "").replace("_", "").replace("-", "")


def read_aliases(project_dir: Path = PROJECT_DIR) -> Aliases:
    """Read the three seeds; one that is absent declares nothing."""
    folder = project_dir / "seeds" / "aliases"
    return Aliases(
        columns=tuple(
            (row["table"], row["alias"], row["column"])
            for row in _rows(folder / "column_aliases.csv", ("table", "alias", "column"))
        ),
        values=tuple(
            (row["table"], row["column"], row["alias"], row["value"])
            for row in _rows(folder / "value_aliases.csv", ("table", "column", "alias", "value"))
        ),
        formats=tuple(
            (row["table"], row["file_pattern"], _format(row))
            for row in _rows(
                folder / "delivery_formats.csv",
                ("table", "file_pattern", "date_order", "null_marker", "delimiter", "encoding"),
            )
        ),
    )


def _format(row: Mapping[str, str]) -> DeliveryFormat:
    date_order = row["date_order"].lower()
    if date_order not in DATE_ORDERS:
        raise AliasError(f"delivery_formats.csv: date_order {date_order!r} is not dmy, mdy, empty")
    delimiter = {"tab": "\t", "\\t": "\t"}.get(row["delimiter"].lower(), row["delimiter"])
    if len(delimiter.encode()) > 1:
        raise AliasError(f"delivery_formats.csv: delimiter {delimiter!r} is not one letter")
    return DeliveryFormat(date_order, row["null_marker"], delimiter, row["encoding"].lower())


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    if not path.is_file():
        return
    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle, restval="")
        missing = [name for name in columns if name not in (reader.fieldnames or [])]
        if missing:
            raise AliasError(f"{path.name}: column {missing[0]} is missing")
        for row in reader:
            # A tab is a delimiter that a person may well type as such.
            cells = {name: row[name] or "" for name in columns}
            yield {
                name: cell if name == "delimiter" and cell == "\t" else cell.strip()
                for name, cell in cells.items()
            }
