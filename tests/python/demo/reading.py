"""Reads delivered files row by row and judges them by the contract, with none of our own loader.

Slow and plain on purpose: what the generator says it planted is compared with this.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import yaml

PROJECT = Path(__file__).resolve().parents[3]
SHANGHAI = timezone(timedelta(hours=8))
NULLS = {"", "NULL", "N/A", "\\N", "-"}
BOOLEANS = {"true", "false", "1", "0", "yes", "no", "y", "n", "是", "否"}
TYPES = {
    "timestamp": "bad_timestamp",
    "date": "bad_timestamp",
    "boolean": "bad_boolean",
    "integer": "bad_number",
}


@dataclass(frozen=True)
class Row:
    """A record as delivered: text or typed values by the contract's column names."""

    line: int
    values: dict[str, Any]
    surplus: int
    """Fields more than the header has, or fewer."""


@cache
def contract() -> dict[str, dict[str, Any]]:
    """Table name → declaration."""
    text = (PROJECT / "models/staging/landing/_landing__sources.yml").read_text()
    return {table["name"]: table for table in yaml.safe_load(text)["sources"][0]["tables"]}


def seed_rows(name: str) -> list[dict[str, str]]:
    """The rows of a seed."""
    with (PROJECT / "seeds" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plain(name: str) -> str:
    """Case, blanks, hyphens and underscores do not matter in a header."""
    return "".join(c for c in name.lower() if c not in " _-")


@cache
def column_names(table: str) -> dict[str, str]:
    """Delivered header → column of the contract."""
    names = {plain(c["name"]): c["name"] for c in contract()[table]["columns"]}
    aliases = [r for r in seed_rows("aliases/column_aliases.csv") if r["table"] in ("*", table)]
    known = {plain(row["alias"]): row["column"] for row in aliases}
    return known | names


def delivered_files(landing: Path) -> dict[str, Path]:
    """Path below the landing → file."""
    return {str(p.relative_to(landing)): p for p in sorted(landing.rglob("*")) if p.is_file()}


def decoded(content: bytes) -> str:
    """UTF-8 with or without a mark, else GB18030."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def read_rows(path: Path, table: str) -> Iterator[Row]:
    """The records of a file of any format."""
    if path.suffix == ".parquet":
        for number, values in enumerate(pq.read_table(path).to_pylist(), start=1):
            yield Row(number, values, 0)
        return
    content = path.read_bytes()
    text = decoded(gzip.decompress(content) if path.suffix == ".gz" else content)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    known = column_names(table)
    header = [known[plain(name)] for name in next(reader)]
    line = 2
    for record in reader:
        yield Row(line, dict(zip(header, record, strict=False)), len(record) - len(header))
        line = reader.line_num + 1


def instant(value: Any) -> datetime | None:
    """An instant of any notation of the contract; None where it is none."""
    if isinstance(value, datetime):
        return value
    text = str(value)
    if text.isdigit():
        return datetime.fromtimestamp(int(text), UTC)
    try:
        day, _, time = text.replace("/", "-").replace("T", " ").partition(" ")
        if "/" in text:
            day = "-".join(part.zfill(2) for part in day.split("-"))
            time = time.zfill(8)
        moment = datetime.fromisoformat(f"{day} {time}".strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def value_of(kind: str, raw: Any) -> Any:
    """The typed value, or None where the text cannot be one."""
    text = str(raw)
    if kind in ("timestamp", "date"):
        return instant(raw)
    if kind == "boolean":
        return text.lower() if text.lower() in BOOLEANS else None
    if kind.startswith("decimal") or kind == "integer":
        try:
            return Decimal(text)
        except InvalidOperation:
            return None
    return text


def reasons(row: Row, table: str, delivered_at: datetime) -> set[str]:
    """Everything that speaks against a row."""
    if row.surplus:
        return {"field_count:*"}
    declaration = contract_of(table)
    found: set[str] = set()
    typed: dict[str, Any] = {}
    for name, kind, meta, aliases in declaration["columns"]:
        raw = row.values.get(name)
        if raw is None or raw in NULLS:
            if meta.get("required"):
                found.add(f"required_null:{name}")
            continue
        value = value_of(kind, raw)
        if value is None:
            found.add(f"{TYPES.get(kind, 'bad_number')}:{name}")
            continue
        typed[name] = value
        if meta.get("allowed") and aliases.get(value, value) not in meta["allowed"]:
            found.add(f"bad_value:{name}")
        if not meta.get("min", value) <= value <= meta.get("max", value):
            found.add(f"out_of_range:{name}")
    start = typed.get(declaration["start"])
    if start is not None:
        if start > delivered_at + timedelta(days=1):
            found.add(f"future_start:{declaration['start']}")
        if start < datetime(2000, 1, 1, tzinfo=SHANGHAI):
            found.add(f"before_2000:{declaration['start']}")
        late = [n for n in declaration["after"] if n in typed and typed[n] < start]
        found.update(f"out_of_order:{name}" for name in late)
    return found


@cache
def contract_of(table: str) -> dict[str, Any]:
    """A table's declaration in the form that judging every row needs."""
    declared = contract()[table]
    meta = declared["config"]["meta"]
    spoken = [r for r in seed_rows("aliases/value_aliases.csv") if r["table"] in ("*", table)]
    return {
        "start": meta.get("start"),
        "after": meta.get("not_before_start", []),
        "columns": [
            (
                column["name"],
                column["data_type"],
                column.get("config", {}).get("meta", {}),
                {r["alias"]: r["value"] for r in spoken if r["column"] == column["name"]},
            )
            for column in declared["columns"]
        ],
    }
