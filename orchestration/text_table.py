"""Aligned text for terminals, where a Chinese character is as wide as two others."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence


def display_width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def text_table(rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> list[str]:
    """Lines of aligned columns, two blanks apart; the columns in ``right`` end flush right."""
    table = [list(row) for row in rows]
    if not table:
        return []
    flush_right = set(right)
    widths = [max(display_width(cell) for cell in column) for column in zip(*table, strict=True)]

    def pad(index: int, cell: str) -> str:
        blanks = " " * (widths[index] - display_width(cell))
        return blanks + cell if index in flush_right else cell + blanks

    return ["  ".join(pad(i, cell) for i, cell in enumerate(row)).rstrip() for row in table]


def duration(seconds: float) -> str:
    """Seconds as people say them: 45.2 s, 3 min 20 s, 5 h 07 min, 2.4 d."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    if whole < 48 * 3600:
        return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
    return f"{seconds / 86400:.1f} d"
