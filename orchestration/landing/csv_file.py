"""CSV files: RFC 4180 quoting, and the physical line on which each record starts.

DuckDB parses where the file's facts prove that it cannot go wrong; Python's own reader, ten times
slower and exact, takes every other file: loose quotes, blank lines, wrong field counts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from orchestration.contract import Table
from orchestration.landing.aliases import Aliases, DeliveryFormat
from orchestration.landing.discover import DeliveredFile
from orchestration.landing.header import Header, read_header, recognised
from orchestration.landing.row_stream import Record, RowStream
from orchestration.landing.source import FileFault, Source, SourceColumn, of_several
from orchestration.landing.text_facts import count_facts, open_bytes, utf8_text
from orchestration.store import text_literal

DELIMITERS = (",", ";", "\t")
LONGEST_FIELD = 16 * 1024 * 1024
FIRST_LINE = 2


class CsvFile:
    """One delivered CSV file: its header, its facts, and how to read its rows."""

    def __init__(
        self, path: Path, table: Table, aliases: Aliases, declared: DeliveryFormat, scratch: Path
    ) -> None:
        self.path = utf8_text(path, declared.encoding, scratch)
        self.delimiter = declared.delimiter or _delimiter(self.path, table, aliases)
        names, self._header_lines = _first_record(self.path, self.delimiter)
        if not names:
            raise FileFault("header_absent", "the file holds nothing but blank lines: export again")
        self.header: Header = read_header(names, table, aliases)
        self.facts = count_facts(self.path, self.delimiter)

    @property
    def batch_key(self) -> tuple[object, ...] | None:
        """Files of one key can be read together by DuckDB; None where it must not read this one."""
        is_safe = (
            self._header_lines == FIRST_LINE - 1
            and not self.facts.is_irregular
            and self.facts.has_fields(len(self.header.names))
        )
        if not is_safe:
            return None
        return ("csv", self.delimiter, self.is_packed, self.may_span_lines, self.header.names)

    @property
    def is_packed(self) -> bool:
        return self.path.name.lower().endswith(".gz")

    @property
    def may_span_lines(self) -> bool:
        return self.facts.lines_in_quotes > 0

    def exact(self, file: DeliveredFile) -> RowStream:
        """The file as Python reads it, record by record."""
        return RowStream(self._records(), self.header.names, file)

    def _records(self) -> Iterator[Record]:
        with open_text(self.path) as text:
            lines = _Lines(text)
            reader = csv.reader(lines, delimiter=self.delimiter)
            start = 1
            try:
                for fields in reader:
                    if fields and start > self._header_lines:
                        yield Record(start, fields)
                    start = lines.begin_record()
            except csv.Error as error:
                raise _endless(start) from error
            if lines.ends_inside_quotes(self.delimiter):
                raise _endless(lines.last_start)


def csv_source(files: Sequence[tuple[CsvFile, DeliveredFile]]) -> Source:
    """Files of one batch key as DuckDB reads them. What it read is to be checked by line counts."""
    shape = files[0][0]
    names = [f"_c{place}" for place in range(len(shape.header.names))]
    paths = ", ".join(text_literal(escaped_path(each.path)) for each, _ in files)
    columns = ", ".join(f"{text_literal(name)}: 'VARCHAR'" for name in names)
    # Records that span lines may be torn where DuckDB splits a file for its threads.
    scan = (
        f"read_csv([{paths}], auto_detect = false, header = false, skip = 1,"
        f" columns = {{{columns}}}, delim = {text_literal(shape.delimiter)}, quote = '\"',"
        f" escape = '\"', strict_mode = true, null_padding = false, ignore_errors = false,"
        f" compression = '{'gzip' if shape.is_packed else 'none'}', hive_partitioning = false,"
        f" parallel = {'false' if shape.may_span_lines else 'true'})"
    )
    return Source(
        relation=of_several(scan, [file for _, file in files]),
        columns=tuple(
            SourceColumn(header, name)
            for header, name in zip(shape.header.names, names, strict=True)
        ),
        has_breaks_in_fields=shape.may_span_lines,
    )


class _Lines:
    """The lines of a text, counted, with those of the current record at hand."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._count = 0
        self._record: list[str] = []
        self._last: list[str] = []
        self._start = 1
        self.last_start = 1

    def __iter__(self) -> Iterator[str]:
        for line in self._text:
            self._count += 1
            self._record.append(line)
            yield line

    def begin_record(self) -> int:
        """Forget the record that was just read; returns the line on which the next one starts."""
        self._last, self._record = self._record, []
        self.last_start, self._start = self._start, self._count + 1
        return self._start

    def ends_inside_quotes(self, delimiter: str) -> bool:
        """Whether the file's last record was ended by the end of the file, not by its quote.

        Then one more line would have been part of it.
        """
        return len(list(csv.reader([*self._last, "x"], delimiter=delimiter))) == 1


def escaped_path(path: Path) -> str:
    """A path that DuckDB takes as it is: in a pattern `*`, `?` and `[` stand for other letters."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path))


def open_text(path: Path) -> TextIO:
    """The UTF-8 text of a file, line breaks untouched, without its byte order mark."""
    csv.field_size_limit(LONGEST_FIELD)
    return io.TextIOWrapper(open_bytes(path), encoding="utf-8-sig", newline="")


def _delimiter(path: Path, table: Table, aliases: Aliases) -> str:
    """The delimiter that makes the most sense of the header line, the comma if none does."""

    def sense(delimiter: str) -> tuple[int, int]:
        names, _ = _first_record(path, delimiter)
        return recognised(names, table, aliases), len(names)

    return max(DELIMITERS, key=sense)


def _first_record(path: Path, delimiter: str) -> tuple[list[str], int]:
    """The header and the number of lines up to its end; no names where there is no record."""
    with open_text(path) as text:
        reader = csv.reader(text, delimiter=delimiter)
        try:
            for fields in reader:
                if any(field.strip() for field in fields):
                    return fields, reader.line_num
        except csv.Error as error:
            raise _endless(1) from error
    return [], 0


def _endless(line: int) -> FileFault:
    return FileFault(
        "unreadable",
        f"a quote that opens in the record of line {line} never closes: the file is truncated or"
        " its quoting is broken; export and deliver it again",
    )
