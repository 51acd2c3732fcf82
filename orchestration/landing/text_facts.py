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
from typing import BinaryIO, cast

import numpy as np
import numpy.typing as npt

from orchestration.landing.source import FileFault

CHUNK = 1 << 20
UTF8 = "utf-8"
FALLBACK = "gb18030"
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
QUOTE, LINE_FEED = 0x22, 0x0A
BLANKS = np.frombuffer(b" \t", dtype=np.uint8)
FIELD_ENDS = np.frombuffer(b" \t,;\r\n", dtype=np.uint8)
# What two letters before and after a quote are at the very beginning and end of a file.
EDGE = b"\n\n\n\n"
Letters = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class TextFacts:
    """The facts of one file, counted in the bytes of the unpacked UTF-8 text at `path`."""

    path: Path
    lines: int
    has_quotes: bool
    lines_in_quotes: int
    is_irregular: bool


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


def read_facts(path: Path, declared_encoding: str, scratch: Path) -> TextFacts:
    """Read the file; raises FileFault where its text cannot be decoded.

    `scratch` is a private folder for the copy of a text that is not UTF-8.
    """
    encoding = declared_encoding or (UTF8 if _decodes(path, UTF8) else FALLBACK)
    if encoding == UTF8 and not declared_encoding:
        return _count(path)
    if not _decodes(path, encoding):
        tried = encoding if declared_encoding else "UTF-8 or GB18030"
        raise FileFault(
            "wrong_encoding",
            f"the text is not {tried}, or is cut off inside a character: save it as UTF-8, or"
            " declare its encoding in seeds/aliases/delivery_formats.csv",
        )
    return _count(path if encoding == UTF8 else _as_utf8(path, encoding, scratch))


def _as_utf8(path: Path, encoding: str, scratch: Path) -> Path:
    """A copy of the text in UTF-8; line breaks stay as they are."""
    copy = scratch / "text.csv"
    decoder = codecs.getincrementaldecoder(encoding)()
    with copy.open("wb") as out:
        for chunk in chunks(path):
            out.write(decoder.decode(chunk).encode(UTF8))
    return copy


def _decodes(path: Path, encoding: str) -> bool:
    """Whether every byte of the file is text in this encoding."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError as error:
        raise FileFault(
            "wrong_encoding",
            "the encoding that seeds/aliases/delivery_formats.csv declares is not known",
        ) from error
    is_first = True
    try:
        for chunk in chunks(path):
            if is_first and chunk.startswith(UTF16_MARKS) and not encoding.startswith("utf-16"):
                return False
            has_utf8_mark = is_first and chunk.startswith(codecs.BOM_UTF8)
            if has_utf8_mark and not encoding.startswith("utf"):
                return False
            is_first = False
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _count(path: Path) -> TextFacts:
    lines = in_quotes = quotes = returns = line_ends = 0
    is_loose = has_nul = False
    seam = EDGE
    for chunk in chunks(path):
        lines += chunk.count(b"\n")
        has_nul = has_nul or b"\0" in chunk
        if found := chunk.count(b"\r"):
            returns += found
            line_ends += chunk.count(b"\r\n")
        line_ends += seam[-1:] == b"\r" and chunk.startswith(b"\n")
        if quotes or b'"' in chunk:
            letters = np.frombuffer(chunk, dtype=np.uint8)
            places = np.flatnonzero(letters == QUOTE)
            feeds = np.flatnonzero(letters == LINE_FEED)
            in_quotes += int(np.count_nonzero((np.searchsorted(places, feeds) + quotes) & 1))
            quotes += len(places)
        is_loose = is_loose or _has_loose_quote(seam + chunk)
        seam = (seam + chunk)[-len(EDGE) :]
    return TextFacts(
        path=path,
        lines=lines + (seam[-1:] != b"\n"),
        has_quotes=quotes > 0,
        lines_in_quotes=in_quotes,
        is_irregular=(
            is_loose
            or _has_loose_quote(seam + EDGE)
            or has_nul
            or quotes % 2 == 1
            or returns != line_ends
        ),
    )


def _has_loose_quote(piece: bytes) -> bool:
    """Whether a blank stands between a quote and the end of its field.

    Readers disagree on what that means. Two blanks beside a quote count as well: too careful is
    only slower. Quotes within two letters of either end are left to the next piece.
    """
    if b'"' not in piece:
        return False
    letters: Letters = np.frombuffer(piece, dtype=np.uint8)
    places = np.flatnonzero(letters[2:-2] == QUOTE) + 2
    before = np.isin(letters[places - 1], BLANKS) & np.isin(letters[places - 2], FIELD_ENDS)
    after = np.isin(letters[places + 1], BLANKS) & np.isin(letters[places + 2], FIELD_ENDS)
    return bool((before | after).any())
