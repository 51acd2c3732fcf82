"""What the bytes of a text file say before it is parsed: encoding, lines, quotes.

The fast reader is used only where these facts prove that it cannot go wrong, and what it read is
checked against them. A text that is not UTF-8 is copied as UTF-8, so that readers know one
encoding only.
"""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, cast

import numpy as np
import numpy.typing as npt

from orchestration.landing.source import FileFault

CHUNK = 1 << 20
UTF8 = "utf-8"
FALLBACK = "gb18030"
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What the text of an encoding cannot begin with: the byte order mark of another one.
OTHER_MARKS = (*UTF16_MARKS, codecs.BOM_UTF8)
MARKS = {UTF8: UTF16_MARKS, "utf-16": (codecs.BOM_UTF8,), "utf-8-sig": UTF16_MARKS}
QUOTE, LINE_FEED = 0x22, 0x0A
Letters = npt.NDArray[np.uint8]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class TextFacts:
    """The facts of a file's text, counted in bytes.

    A quote toggles between inside and outside, also where it stands for itself (`""`).
    """

    lines: int
    lines_in_quotes: int
    delimiters_outside: int
    is_irregular: bool

    def has_fields(self, width: int) -> bool:
        """Whether the records, taken together, have this many fields each.

        DuckDB overlooks one empty field too many at the end of a row.
        """
        return self.delimiters_outside == (width - 1) * (self.lines - self.lines_in_quotes)


def open_bytes(path: Path) -> BinaryIO:
    """The bytes of a file, unpacked where its name says that it is packed."""
    if path.name.lower().endswith(".gz"):
        return cast(BinaryIO, gzip.open(path, "rb"))
    return path.open("rb")


def chunks(path: Path) -> Iterator[bytes]:
    """The unpacked bytes, a piece at a time; raises FileFault where the packing is broken."""
    try:
        with open_bytes(path) as handle:
            while chunk := handle.read(CHUNK):
                yield chunk
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FileFault(
            "unreadable", "the packed file is truncated or damaged: export and deliver it again"
        ) from error
    except OSError as error:
        raise FileFault(
            "unreadable", f"the file cannot be opened ({error.strerror}): check name and rights"
        ) from error


def utf8_text(path: Path, declared_encoding: str, scratch: Path) -> Path:
    """The file, or its copy in UTF-8; raises FileFault where the text cannot be decoded.

    `scratch` is a private folder for the copy.
    """
    encoding = _known(declared_encoding) if declared_encoding else UTF8
    decoding = _decode(path, encoding)
    if decoding == "wrong" and not declared_encoding:
        encoding = FALLBACK
        decoding = _decode(path, encoding)
    if decoding == "cut off":
        # Text that is UTF-8 up to its last letter is not GB18030 with luck, but truncated.
        raise FileFault(
            "unreadable",
            "the text ends inside a character: the file is truncated, export and deliver it again",
        )
    if decoding == "wrong":
        raise FileFault(
            "wrong_encoding",
            f"the text is not {declared_encoding or 'UTF-8 or GB18030'}: save it as UTF-8, or"
            " declare its encoding in seeds/aliases/delivery_formats.csv",
        )
    return path if encoding == UTF8 else _as_utf8(path, encoding, scratch)


def _known(encoding: str) -> str:
    """The encoding by the name that Python gives it."""
    try:
        return codecs.lookup(encoding).name
    except LookupError as error:
        raise FileFault(
            "wrong_encoding",
            "the encoding that seeds/aliases/delivery_formats.csv declares is not known",
        ) from error


def _as_utf8(path: Path, encoding: str, scratch: Path) -> Path:
    """A copy of the text in UTF-8; line breaks stay as they are."""
    copy = scratch / "text.csv"
    decoder = codecs.getincrementaldecoder(encoding)()
    with copy.open("wb") as out:
        for chunk in chunks(path):
            out.write(decoder.decode(chunk).encode(UTF8))
    return copy


def _decode(path: Path, encoding: str) -> Literal["whole", "cut off", "wrong"]:
    """Whether every byte of the file is text in this encoding, or all but the last letter."""
    decoder = codecs.getincrementaldecoder(encoding)()
    is_first = True
    try:
        for chunk in chunks(path):
            if is_first and chunk.startswith(MARKS.get(encoding, OTHER_MARKS)):
                return "wrong"
            is_first = False
            decoder.decode(chunk)
    except UnicodeDecodeError:
        return "wrong"
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cut off"
    return "whole"


def count_facts(path: Path, delimiter: str) -> TextFacts:
    """Count what decides how the text can be parsed."""
    feeds, delimiters, returns, line_ends = _Counter(b"\n"), _Counter(delimiter.encode()), 0, 0
    quotes = _Quotes(delimiter)
    has_nul = False
    last = b"\n"
    for chunk in _without_mark(chunks(path)):
        letters: Letters = np.frombuffer(chunk, dtype=np.uint8)
        is_open = quotes.count % 2
        places = quotes.look_at(letters)
        feeds.count(letters, places, is_open)
        delimiters.count(letters, places, is_open)
        has_nul = has_nul or b"\0" in chunk
        if found := chunk.count(b"\r"):
            returns += found
            line_ends += chunk.count(b"\r\n")
        line_ends += last == b"\r" and chunk.startswith(b"\n")
        last = chunk[-1:]
    return TextFacts(
        lines=feeds.total + (last != b"\n"),
        lines_in_quotes=feeds.inside,
        delimiters_outside=delimiters.total - delimiters.inside,
        is_irregular=quotes.is_loose or quotes.count % 2 == 1 or has_nul or returns != line_ends,
    )


def _without_mark(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces of a text without the byte order mark that it may begin with."""
    first = next(pieces, b"").removeprefix(codecs.BOM_UTF8)
    if first:
        yield first
    yield from pieces


class _Quotes:
    """Whether all quotes stand where RFC 4180 has them: around whole fields, or doubled.

    Readers disagree on what any other quote means, and on blanks beside one.
    """

    def __init__(self, delimiter: str) -> None:
        self._edges: Letters = np.frombuffer(f'{delimiter}\r\n"'.encode(), dtype=np.uint8)
        self._last = LINE_FEED
        self._ends_with_closing = False
        self.count = 0
        self.is_loose = False

    def look_at(self, letters: Letters) -> Places:
        """Look at the next piece of the text; returns where its quotes are."""
        if self._ends_with_closing:
            self.is_loose = self.is_loose or letters[0] not in self._edges
        places = np.flatnonzero(letters == QUOTE)
        if len(places):
            is_opening = (np.arange(len(places)) + self.count) % 2 == 0
            before = letters[places[is_opening] - 1]
            if is_opening[0] and places[0] == 0:
                before[0] = self._last
            closing = places[~is_opening]
            after = letters[closing[closing < len(letters) - 1] + 1]
            is_tight = np.isin(before, self._edges).all() and np.isin(after, self._edges).all()
            self.is_loose = self.is_loose or not is_tight
            self.count += len(places)
        self._last = int(letters[-1])
        self._ends_with_closing = self._last == QUOTE and self.count % 2 == 0
        return places


class _Counter:
    """Counts a letter, and how often it stands inside quotes."""

    def __init__(self, letter: bytes) -> None:
        self._letter = letter[0]
        self.total = 0
        self.inside = 0

    def count(self, letters: Letters, quotes: Places, is_open: int) -> None:
        """Count in one piece, whose quotes stand at these places."""
        found = np.flatnonzero(letters == self._letter)
        self.total += len(found)
        if is_open or len(quotes):
            # How many there are before each quote; those between an opening and its closing
            # one are inside.
            before = np.searchsorted(found, quotes)
            edges = np.concatenate(([0], before, [len(found)]))
            self.inside += int(np.diff(edges)[1 - is_open :: 2].sum())
