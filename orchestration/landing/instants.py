"""SQL of points in time: texts to local times, local times to instants in UTC and back."""

from __future__ import annotations

from orchestration.store import text_literal
from orchestration.zones import STEADY_DAYS, steady_offset

TIME = r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?"
OFFSET = r" ?(?:[Zz]|[+-]\d{2}(?::?\d{2})?)"
YEAR_FIRST = r"\d{4}(?:-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2})"
YEAR_LAST = r"\d{1,2}/\d{1,2}/\d{4}"
UNIX_SECONDS = r"\d{9,10}"
DAY_MONTH = {"dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y"}
# What may follow a date with the year last, and how to parse it. One format at a time: DuckDB
# takes twenty times as long over a list of formats.
TIMES_OF_DAY = (
    (r" \d{1,2}:\d{2}", " %H:%M"),
    (r" \d{1,2}:\d{2}:\d{2}", " %H:%M:%S"),
    ("", ""),
)


def local_time(text: str, date_order: str) -> str:
    """A text without an offset as a timestamp of no zone; null for any other text."""
    whens = [
        f"when {matches(text, f'{YEAR_FIRST}(?:[T ]{TIME})?')} then try_cast({text} as timestamp)"
    ]
    if date_order:
        whens += [
            f"when {matches(text, YEAR_LAST + pattern)}"
            f" then try_strptime({text}, {text_literal(DAY_MONTH[date_order] + parsed)})"
            for pattern, parsed in TIMES_OF_DAY
        ]
    return f"case {' '.join(whens)} end"


def instant(text: str, local: str, business_timezone: str) -> str:
    """A text, and the local time that it is if it has no offset, as an instant in UTC."""
    # DuckDB's cast takes an offset only where no blank stands before it.
    joined = rf"regexp_replace(upper({text}), ' ([Z+-])', '\1')"
    return (
        f"case when {local} is not null then {to_utc(local, business_timezone)}"
        f" when {matches(text, f'{YEAR_FIRST}[T ]{TIME}{OFFSET}')}"
        f" then timezone('UTC', try_cast({joined} as timestamptz))"
        f" when {matches(text, UNIX_SECONDS)}"
        f" then make_timestamp(cast({text} as bigint) * 1000000) end"
    )


def to_utc(local: str, business_timezone: str) -> str:
    """A local time of the business time zone as an instant in UTC."""
    exact = f"timezone('UTC', timezone({text_literal(business_timezone)}, {local}))"
    return _shifted(local, business_timezone, "-", exact)


def to_local(instant_in_utc: str, business_timezone: str) -> str:
    """An instant in UTC as a local time of the business time zone."""
    exact = f"timezone({text_literal(business_timezone)}, timezone('UTC', {instant_in_utc}))"
    return _shifted(instant_in_utc, business_timezone, "+", exact)


def date_at_midnight(local: str) -> str:
    """The date of a local time that is midnight; null for any other."""
    return f"case when {local} = date_trunc('day', {local}) then cast({local} as date) end"


def matches(text: str, pattern: str) -> str:
    """Whether all of a text matches."""
    return f"regexp_full_match({text}, {text_literal(pattern)})"


def _shifted(moment: str, business_timezone: str, sign: str, exact: str) -> str:
    offset = steady_offset(business_timezone)
    if offset is None:
        return exact
    first, last = (f"timestamp '{day}'" for day in STEADY_DAYS)
    shifted = f"{moment} {sign} interval {int(offset.total_seconds())} second"
    return f"case when {moment} between {first} and {last} then {shifted} else {exact} end"
