"""What every reader hands on: a relation of DuckDB and what its columns mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from orchestration.landing.discover import DeliveredFile
from orchestration.landing.ledger import file_id

# A row's fault that no single column has; it stands where a column would.
WHOLE_ROW = "*"
FILE_ID, MODIFIED_AT = "_file_id", "_modified_at"


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
    """One or more delivered files of one shape, as DuckDB can read them.

    The relation has the columns, and `_file_id` and `_modified_at` of the file of each row.
    """

    relation: str
    columns: tuple[SourceColumn, ...]
    # SQL of the line; where there is none, lines follow from the order of the rows.
    line: str | None = None
    # Where records may span lines, the lines of a row are counted in its fields.
    has_breaks_in_fields: bool = False
    # SQL of whether the number of fields is wrong, and of such a row as it came.
    is_misshapen: str | None = None
    raw_row: str | None = None


def of_several(scan: str, files: Sequence[DeliveredFile]) -> str:
    """SQL of the two columns that tell a row's file, in a scan of several files in this order."""
    ids = ", ".join(str(file_id(file.file)) for file in files)
    times = ", ".join(_moment(file) for file in files)
    place = "cast(file_index as bigint) + 1"
    return (
        f"(select *, ([{ids}]::bigint[])[{place}] as {FILE_ID},"
        f" ([{times}])[{place}] as {MODIFIED_AT} from {scan})"
    )


def of_one(relation: str, file: DeliveredFile) -> str:
    """The same for a relation of a single file."""
    identity = f"cast({file_id(file.file)} as bigint) as {FILE_ID}"
    return f"(select *, {identity}, {_moment(file)} as {MODIFIED_AT} from {relation})"


def _moment(file: DeliveredFile) -> str:
    moment = datetime.fromtimestamp(file.modified_ns // 1_000_000_000, UTC)
    return f"timestamp '{moment:%Y-%m-%d %H:%M:%S}.{file.modified_ns % 1_000_000_000 // 1000:06d}'"
