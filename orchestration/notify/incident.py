"""What people are told of: one thing that is wrong, from when it opens until it closes."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

REFUSED_FILE = "refused_file"
FAILED_REFRESH = "failed_refresh"
FAILED_JOB = "failed_job"
STALE_DATA = "stale_data"
ALERT = "alert"
LONGEST_TEXT = 300


@dataclass(frozen=True)
class Incident:
    """One thing that is wrong; ``key`` names it among its kind for as long as it lasts.

    Its words are ours: names of files, tables and rules, ids and counts. Values from a file never
    are among them, since a message leaves the machine. ``tags`` are the channels, besides the
    general ones, that hear of it.
    """

    kind: str
    key: str
    words: str
    action: str = ""
    tags: frozenset[str] = frozenset()

    @property
    def identity(self) -> str:
        return f"{self.kind}:{self.key}"


def printable(text: str) -> str:
    """One line that a terminal or a chat shows as it is, whatever a file or an agent is called."""
    blank = ("Cc", "Zl", "Zp")
    signs = (" " if unicodedata.category(sign) in blank else sign for sign in text)
    shown = "".join(sign for sign in signs if unicodedata.category(sign) not in ("Cf", "Cs"))
    return shown if len(shown) <= LONGEST_TEXT else shown[: LONGEST_TEXT - 1] + "…"
