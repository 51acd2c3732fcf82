"""What every reader hands on: a relation of DuckDB and what its columns mean."""

from __future__ import annotations

from dataclasses import dataclass

# A row's fault that no single column has; it stands where a column would.
WHOLE_ROW = "*"


class FileFault(Exception):
    """A file that must be refused whole: what is wrong with it, and what to do.

    `kind` is the guard's name for it. The message never holds a value from the file.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True)
class SourceColumn:
    """One delivered column: its header, its SQL in the relation, its type there."""

    header: str
    sql: str
    data_type: str = "VARCHAR"


@dataclass(frozen=True)
class Source:
    """One delivered file as DuckDB can read it.

    `is_read_once` is true of streams and of text that is dear to parse: the judged rows are then
    stored; otherwise they are computed anew wherever they are needed, which is cheaper.
    """

    relation: str
    columns: tuple[SourceColumn, ...]
    is_read_once: bool
    # The line is this SQL; where there is none, it follows from the order of the rows.
    line: str | None = None
    first_line: int = 1
    # Where records may span lines, the lines of a row are counted in its fields.
    has_breaks_in_fields: bool = False
    # SQL of whether the number of fields is wrong, and of such a row as it came.
    is_misshapen: str | None = None
    raw_row: str | None = None
    # What the number of lines must add up to; None where the reader counts lines itself.
    physical_lines: int | None = None
