"""Workbooks: the first sheet, whose first row that is not empty is the header."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from orchestration.contract import Table
from orchestration.landing.aliases import Aliases
from orchestration.landing.discover import DeliveredFile
from orchestration.landing.header import Header, read_header
from orchestration.landing.row_stream import Record, RowStream
from orchestration.landing.source import FileFault


class WorkbookFile:
    """One delivered workbook. A sheet has at most a million rows, so it is read in one piece."""

    def __init__(self, path: Path, table: Table, aliases: Aliases) -> None:
        self._rows = _read(path)
        self._header_row, names = next(
            ((row, fields) for row, fields in self._filled_rows()), (0, [])
        )
        if not names:
            raise FileFault("header_absent", "the first sheet is empty: add rows and a header")
        self.batch_key = None
        self.header: Header = read_header([name or "" for name in names], table, aliases)

    def exact(self, file: DeliveredFile) -> RowStream:
        """The sheet, row by row."""
        return RowStream(self._records(), self.header.names, file)

    def _records(self) -> Iterator[Record]:
        for row, fields in self._filled_rows():
            if row > self._header_row:
                yield Record(row, fields)
        # The file lives on in the report; its rows need not.
        self._rows = []

    def _filled_rows(self) -> Iterator[tuple[int, list[str | None]]]:
        for row, cells in enumerate(self._rows, start=1):
            fields = [as_field(cell) for cell in cells]
            if any(fields):
                yield row, fields


def as_field(cell: object) -> str | None:
    """A cell as a text file would have it: whole numbers without a point, instants as ISO 8601."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def _read(path: Path) -> list[list[object]]:
    try:
        with CalamineWorkbook.from_path(path) as book:
            return [list(row) for row in book.get_sheet_by_index(0).iter_rows()]
    except PasswordError as error:
        raise FileFault(
            "unreadable", "the workbook is locked with a password: save it without one"
        ) from error
    except (CalamineError, OSError, IndexError) as error:
        raise FileFault(
            "unreadable",
            "the file is no workbook, or is truncated or damaged: export and deliver it again",
        ) from error
