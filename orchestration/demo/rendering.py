"""Typed rows as the bytes of an export: Parquet, or CSV in the habits of different systems.

A CSV is put together here, not by a library, because a planted fault must be able to reach into
any cell or line, and because the tests ask on which physical line a record begins.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from orchestration.demo.window import LOCAL_OFFSET

NEEDS_QUOTES = '[",;\t\r\n]'
Cells = Mapping[tuple[int, str], str | None]


@dataclass(frozen=True)
class Style:
    """How one system writes its exports."""

    suffix: str = ".csv"
    headers: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    encoding: str = "utf-8"
    delimiter: str = ","
    newline: str = "\n"
    null: str = ""
    booleans: tuple[str, str] = ("false", "true")
    instants: str = "local"
    """`local`, `slashes`, `offset`, `utc` or `unix`"""


@dataclass(frozen=True)
class Rendered:
    """The bytes of a file, and the line on which each row starts."""

    content: bytes
    lines: list[int]


def visible(data: pa.Table) -> pa.Table:
    """Without the columns that only the delivery needs."""
    return data.select([name for name in data.column_names if not name.startswith("_")])


def render(data: pa.Table, style: Style, cells: Cells, shapes: Mapping[int, int]) -> Rendered:
    """The file of these rows.

    `cells` replaces the text of single cells; `shapes` adds fields to a row, or takes them away.
    """
    data = visible(data)
    if style.suffix == ".parquet":
        return Rendered(parquet(data), list(range(1, data.num_rows + 1)))
    return csv_file(data, style, cells, shapes)


def parquet(data: pa.Table) -> bytes:
    """Parquet with the contract's types and no hints from Arrow to itself.

    Not zstd: its bytes depend on what the process compressed before.
    """
    sink = io.BytesIO()
    pq.write_table(data, sink, compression="snappy", store_schema=False)
    return sink.getvalue()


def csv_file(data: pa.Table, style: Style, cells: Cells, shapes: Mapping[int, int]) -> Rendered:
    """RFC 4180, quoted only where it must be."""
    columns = {name: as_texts(data.column(name), name, style) for name in data.column_names}
    for (row, name), text in cells.items():
        columns[name][row] = text
    fields = [quoted(pa.array(texts, pa.string())) for texts in columns.values()]
    joined = pc.binary_join_element_wise(
        *fields, style.delimiter, null_handling="replace", null_replacement=style.null
    ).to_pylist()
    for row, change in shapes.items():
        joined[row] = reshaped(joined[row], change, style.delimiter)
    header = style.delimiter.join(style.headers.get(name, name) for name in data.column_names)
    lines, line = [], 2
    for record in joined:
        lines.append(line)
        line += 1 + record.count("\n")
    text = style.newline.join([header, *joined, ""])
    return Rendered(packed(text.encode(style.encoding), style), lines)


def as_texts(column: pa.ChunkedArray, name: str, style: Style) -> list[str | None]:
    """The column as the system writes it."""
    kind = column.type
    if pa.types.is_timestamp(kind):
        texts = instant_texts(column, style)
    elif pa.types.is_boolean(kind):
        texts = pc.if_else(column, style.booleans[1], style.booleans[0])
    else:
        texts = column.cast(pa.string())
    written = texts.to_pylist()
    if name in style.values:
        spoken = style.values[name]
        written = [None if text is None else spoken.get(text, text) for text in written]
    return written


def instant_texts(column: Any, style: Style) -> Any:
    """Instants in the system's own notation."""
    seconds = pc.divide(column.cast(pa.int64()), 1_000_000)
    if style.instants == "unix":
        return seconds.cast(pa.string())
    shift = 0 if style.instants == "utc" else LOCAL_OFFSET
    texts = pc.add(seconds, shift).cast(pa.timestamp("s")).cast(pa.string())
    if style.instants == "slashes":
        texts = pc.replace_substring(texts, "-", "/")
        texts = pc.replace_substring(texts, "/0", "/")
        return pc.replace_substring(texts, " 0", " ")
    if style.instants in ("offset", "utc"):
        texts = pc.replace_substring(texts, " ", "T")
        offset = "Z" if style.instants == "utc" else "+08:00"
        return pc.binary_join_element_wise(texts, offset, "")
    return texts


def instant_text(seconds: int, style: Style) -> str:
    """One instant in the system's notation."""
    value = pa.chunked_array([pa.array([seconds * 1_000_000]).cast(pa.timestamp("us", "UTC"))])
    return str(instant_texts(value, style)[0].as_py())


def quoted(texts: pa.Array) -> pa.Array:
    """Quotes where a text holds something that the format lives by."""
    doubled = pc.replace_substring(texts, '"', '""')
    return pc.if_else(
        pc.match_substring_regex(texts, NEEDS_QUOTES),
        pc.binary_join_element_wise('"', doubled, '"', ""),
        texts,
    )


def reshaped(record: str, change: int, delimiter: str) -> str:
    """A record with fields too many, or cut off after some of its fields."""
    if change > 0:
        return record + f"{delimiter}?" * change
    line = io.StringIO()
    fields = next(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter))
    csv.writer(line, delimiter=delimiter, lineterminator="").writerow(fields[:change])
    return line.getvalue()


def packed(content: bytes, style: Style) -> bytes:
    """Compressed where the suffix says so, without the clock that gzip likes to add."""
    return gzip.compress(content, 6, mtime=0) if style.suffix.endswith(".gz") else content
