"""Reads a clean landing folder into typed rows, one row per key."""

import csv
import gzip
import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from .contract import TABLES, TYPE_OF

SHANGHAI = ZoneInfo("Asia/Shanghai")
Row = dict[str, Any]
NULLS = {"", "NULL", "N/A", r"\N", "-"}
TRUE, FALSE = {"true", "1", "yes", "y", "是"}, {"false", "0", "no", "n", "否"}
SUFFIXES = (".csv", ".csv.gz", ".parquet")
AS_OF_COLUMNS = {
    "tickets": "created_at",
    "conversations": "started_at",
    "calls": "offered_at",
    "messages": "sent_at",
    "surveys": "responded_at",
    "complaints": "opened_at",
    "orders": "placed_at",
    "returns": "requested_at",
    "quality_checks": "checked_at",
}
OLDEST = datetime.min.replace(tzinfo=UTC)


@dataclass
class Delivery:
    """The rows of every delivered table; a table without any file is absent."""

    tables: dict[str, list[Row]] = field(default_factory=dict)

    def rows(self, table: str) -> list[Row]:
        """The table's rows, none when it was never delivered."""
        return self.tables.get(table, [])

    def has(self, *tables: str) -> bool:
        """Whether every one of the tables was delivered."""
        return all(table in self.tables for table in tables)


def parse_instant(text: str, zone: ZoneInfo) -> datetime:
    """An aware UTC instant; a text without offset is in the business time zone."""
    if re.fullmatch(r"\d{9,11}(\.\d+)?", text):
        return datetime.fromtimestamp(float(text), UTC)
    slashed = re.fullmatch(r"(\d{4})/(\d{1,2})/(\d{1,2})(.*)", text)
    if slashed:
        year, month, day, rest = slashed.groups()
        rest = re.sub(r"^\s+(\d):", r" 0\1:", rest)
        text = f"{year}-{int(month):02}-{int(day):02}{rest}"
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(UTC)


def to_number(value: object) -> int | Fraction:
    """An exact number, an int where it is whole."""
    exact = Fraction(str(value))
    return exact.numerator if exact.denominator == 1 else exact


def typed(column: str, value: object, zone: ZoneInfo) -> Any:
    """A cell of a file as the contract's type of its column, None for a null."""
    if value is None or (isinstance(value, str) and value.strip() in NULLS):
        return None
    kind = TYPE_OF.get(column, "text")
    if kind == "text":
        return value if isinstance(value, str) else str(value)
    if kind == "number":
        return to_number(value.strip() if isinstance(value, str) else value)
    if kind == "boolean":
        text = str(value).strip().lower()
        if text not in TRUE | FALSE:
            raise ValueError(f"{column}: {value!r} is no boolean")
        return text in TRUE
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, datetime):
        moment = (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
    else:
        moment = parse_instant(str(value).strip(), zone)
    return moment if kind == "instant" else moment.astimezone(zone).date()


def raw_rows(path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    """The file's records with the physical line (parquet: row from 1) where each starts."""
    if path.name.endswith(".parquet"):
        import pyarrow.parquet as pq

        yield from enumerate(pq.read_table(path).to_pylist(), start=1)
        return
    content = path.read_bytes()
    if path.name.endswith(".gz"):
        content = gzip.decompress(content)
    with StringIO(content.decode("utf-8-sig"), newline="") as handle:
        reader = csv.reader(handle)
        header = [name.strip() for name in next(reader)]
        line = reader.line_num + 1
        for record in reader:
            if record:
                yield line, dict(zip(header, record, strict=False))
            line = reader.line_num + 1


def landing_files(landing: Path, table: str) -> list[Path]:
    """The table's files in load order; of files with identical content the earliest only."""
    found = [p for p in (landing / table).rglob("*") if p.is_file() and p.name.endswith(SUFFIXES)]
    found.sort(key=lambda p: (p.stat().st_mtime_ns, p.relative_to(landing).as_posix()))
    seen: set[str] = set()
    kept = []
    for path in found:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest not in seen:
            seen.add(digest)
            kept.append(path)
    return kept


def read_table(
    landing: Path,
    table: str,
    zone: ZoneInfo,
    skip: Collection[tuple[str, int]] = (),
    refused: Collection[str] = (),
) -> list[Row] | None:
    """The table's newest rows, None when no file was delivered."""
    contract = TABLES[table]
    latest: dict[tuple[object, ...], tuple[datetime, Row]] = {}
    files = [
        p for p in landing_files(landing, table) if p.relative_to(landing).as_posix() not in refused
    ]
    for path in files:
        name = path.relative_to(landing).as_posix()
        for line, raw in raw_rows(path):
            if (name, line) in skip:
                continue
            row: Row = {c: typed(c, raw.get(c), zone) for c in contract.columns}
            row["_file"], row["_line"] = name, line
            key = tuple(row[c] for c in contract.key)
            version = row.get("updated_at") or OLDEST
            if key not in latest or version >= latest[key][0]:
                latest[key] = (version, row)
    return [row for _, row in latest.values()] if files else None


def read_landing(
    landing: Path,
    zone: ZoneInfo = SHANGHAI,
    skip: Collection[tuple[str, int]] = (),
    refused: Collection[str] = (),
) -> Delivery:
    """Every table of the landing folder, without the quarantined lines and refused files."""
    delivery = Delivery()
    for table in TABLES:
        rows = read_table(landing, table, zone, skip, refused)
        if rows is not None:
            delivery.tables[table] = rows
    return delivery


def newest_instant(delivery: Delivery) -> datetime:
    """The as-of instant of a delivery: the newest event loaded, never the clock."""
    return max(event_instants(delivery))


def event_instants(delivery: Delivery) -> Iterator[datetime]:
    """The instants of the columns that the as-of instant looks at."""
    for table, column in AS_OF_COLUMNS.items():
        for row in delivery.rows(table):
            if row[column] is not None:
                yield row[column]
