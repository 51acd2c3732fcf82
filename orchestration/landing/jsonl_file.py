"""JSON lines: one object per line, whose names are the header; a missing name is a null."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from orchestration.contract import Table
from orchestration.landing.aliases import Aliases, DeliveryFormat
from orchestration.landing.csv_file import open_text
from orchestration.landing.discover import DeliveredFile
from orchestration.landing.header import Header, read_header
from orchestration.landing.row_stream import Record, RowStream
from orchestration.landing.text_facts import utf8_text

Object = dict[str, object]


class JsonLinesFile:
    """One delivered JSONL file. It is read twice: first for the names, then for the rows."""

    def __init__(
        self, path: Path, table: Table, aliases: Aliases, declared: DeliveryFormat, scratch: Path
    ) -> None:
        self._path = utf8_text(path, declared.encoding, scratch)
        names: dict[str, None] = {}
        for _, _, found in self._objects():
            names.update(dict.fromkeys(found or ()))
        self._names = list(names)
        self.batch_key = None
        self.header: Header = read_header(self._names, table, aliases)

    def exact(self, file: DeliveredFile) -> RowStream:
        """The file, object by object."""
        return RowStream(self._records(), self.header.names, file)

    def _records(self) -> Iterator[Record]:
        for line, text, found in self._objects():
            if found is None:
                yield Record(line, (), damaged=text)
            else:
                yield Record(line, [as_field(found.get(name)) for name in self._names])

    def _objects(self) -> Iterator[tuple[int, str, Object | None]]:
        """Line, text and object of every line that is not blank; None where it is no object."""
        with open_text(self._path) as text:
            for line, each in enumerate(text, start=1):
                if each.strip():
                    yield line, each.rstrip("\r\n"), _object(each)


def as_field(value: object) -> str | None:
    """A JSON value as a text file would have it; a list is separated as the contract says."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(each, list | dict) for each in value):
        return "|".join(as_field(each) or "" for each in value)
    return json.dumps(value, ensure_ascii=False)


def _object(text: str) -> Object | None:
    # Numbers stay texts, so that no digit is lost on the way through a float.
    try:
        found = json.loads(text, parse_float=str, parse_int=str)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
