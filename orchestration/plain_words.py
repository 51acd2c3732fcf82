"""What may be said of an error: what and where, never a value from a file.

Our own messages are made of names and counts. Those of DuckDB, which dbt repeats, may quote the
very text that could not be converted; a person's words or telephone number must not reach a log, a
note or a message that way.
"""

from __future__ import annotations

import re
from pathlib import Path

# From the first quotation mark to the end of the message; DuckDB then shows our SQL, and in a log
# the next entry begins.
QUOTING = re.compile(
    r"((?:Conversion|Invalid Input|Constraint|Out of Range) Error: [^\n]*?)"
    r"((?<!\w)['\"].*?)(?=\n\s*LINE \d|\n\S*\d\d:\d\d:\d\d|\Z)",
    re.DOTALL,
)
MAIL = re.compile(r"[\w.%+-]+ ?@ ?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
# As macros/insight/mask_personal_data.sql, for texts that are no column.
NUMBER = re.compile(r"(?<![\w-])(?:[+(] ?)?\d(?:[ .()-]?\d){6,18}[Xx]?(?![\w-])")
DATE = re.compile(r"(?:19|20)\d\d-\d\d-\d\d\b.*")


def words_of(error: BaseException) -> str:
    """An error in words that may be noted, logged and sent."""
    return without_values(str(error)).strip() or type(error).__name__


def without_values(words: str) -> str:
    """The words without quoted values, e-mail addresses and long numbers."""
    words = MAIL.sub("[email]", QUOTING.sub(_unquoted, words))
    return NUMBER.sub(lambda found: found[0] if DATE.match(found[0]) else "[number]", words)


def scrub_logs(folder: Path) -> None:
    """Take the values out of what dbt logged of a failure. The folder is private all the same."""
    for path in folder.glob("*.log*"):
        try:
            before = path.read_text(encoding="utf-8", errors="replace")
            after = QUOTING.sub(_unquoted, before)
            if after != before:
                path.write_text(after, encoding="utf-8")
        except OSError:
            continue


def _unquoted(found: re.Match[str]) -> str:
    """The value may hold quotation marks itself: what stands between the outermost goes."""
    quoted = found[2]
    end = max(quoted.rfind("'"), quoted.rfind('"'))
    return f"{found[1]}'…'{quoted[end + 1 :].partition(chr(10))[0]}"
