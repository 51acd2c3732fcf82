"""SQL that turns a delivered text into a value of the contract's type, or null where it cannot.

Every rule is explicit and the same for all formats: nothing is guessed from the data. Only names
from the declaration and quoted literals enter the SQL, never anything from a file.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from orchestration.contract import Column
from orchestration.landing.instants import (
    YEAR_FIRST,
    date_at_midnight,
    instant,
    local_time,
    matches,
    to_local,
    to_utc,
)
from orchestration.store import text_literal

CONTRACT_NULLS = ("", "NULL", "N/A", "\\N", "-")
TRUE_TEXTS = ("true", "1", "yes", "y", "是")
FALSE_TEXTS = ("false", "0", "no", "n", "否")
# What people and spreadsheets leave around a value: blanks, breaks, no-break and wide spaces.
BLANKS = " \t\r\n\u00a0\u3000"
WIDE_BLANKS = (0xA0, 0x3000)
BLANK_AT_END = r"[ \t\r\n\x{00a0}\x{3000}]$"

# The rule that a value breaks which cannot be cast.
BAD_CAST = {
    "timestamp": "bad_timestamp",
    "date": "bad_timestamp",
    "month": "bad_timestamp",
    "integer": "bad_number",
    "decimal": "bad_number",
    "boolean": "bad_boolean",
}
WHOLE_TYPES = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
)


@dataclass(frozen=True)
class CastRules:
    """What holds for all columns of one file."""

    business_timezone: str
    date_order: str = ""
    null_marker: str = ""
    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def nulls(self) -> tuple[str, ...]:
        return (*CONTRACT_NULLS, self.null_marker) if self.null_marker else CONTRACT_NULLS


def clean_text(text: str, rules: CastRules) -> str:
    """The text without blanks around it; null where it says null.

    Trimming every text costs more than parsing it, and few need it: so only those are trimmed
    that begin or end with a blank.
    """
    trimmed = f"trim({text}, {text_literal(BLANKS)})"
    nulls = " ".join(f"when {text_literal(marker)} then null" for marker in rules.nulls)
    starts = f"ascii({text}) <= 32 or ascii({text}) in {WIDE_BLANKS}"
    ends = f"regexp_matches({text}, {text_literal(BLANK_AT_END)})"
    return (
        f"case when {starts} or {ends} then case {trimmed} {nulls} else {trimmed} end"
        f" else case {text} {nulls} else {text} end end"
    )


def known_value(text: str, column: Column, rules: CastRules) -> str:
    """The text with its alias resolved; as it is where it has none."""
    aliases = rules.aliases.get(column.name, {})
    if not aliases:
        return text
    whens = " ".join(
        f"when {text_literal(alias)} then {text_literal(value) if value else 'null'}"
        for alias, value in aliases.items()
    )
    resolved = f"case {folded(text)} {whens} else {text} end"
    settled = [value for value in column.allowed if aliases.get(folded_key(value)) == value]
    if not settled:
        return resolved
    return f"case when {is_one_of(text, settled)} then {text} else {resolved} end"


def folded(text: str) -> str:
    """SQL of `aliases.fold_value`."""
    return f"lower(replace(replace(replace({text}, ' ', ''), '_', ''), '-', ''))"


def folded_key(value: str) -> str:
    """An allowed value as aliases are keyed."""
    return value.lower().replace(" ", "").replace("_", "").replace("-", "")


def local_part(text: str, column: Column, rules: CastRules) -> str | None:
    """The local time that a cleaned text holds, for columns that need one before their value."""
    if column.kind in ("timestamp", "date"):
        return local_time(text, rules.date_order)
    return None


def cast_text(text: str, local: str, column: Column, rules: CastRules) -> str:
    """The value of a cleaned text; null where the text is null or cannot be cast.

    `local` names what `local_part` gave.
    """
    match column.kind:
        case "timestamp":
            return instant(text, local, rules.business_timezone)
        case "date":
            at = to_local(instant(text, local, rules.business_timezone), rules.business_timezone)
            return (
                f"case when {local} is not null then {date_at_midnight(local)}"
                f" else {date_at_midnight(at)} end"
            )
        case "month":
            return _month(text)
        case "integer":
            return _cast_if(r"[+-]?\d{1,18}(?:\.0*)?", text, column.data_type)
        case "decimal":
            number = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?"
            return _cast_if(number, text, column.data_type)
        case "boolean":
            verdicts = [*((t, "true") for t in TRUE_TEXTS), *((t, "false") for t in FALSE_TEXTS)]
            whens = " ".join(f"when {text_literal(t)} then {verdict}" for t, verdict in verdicts)
            return f"case lower({text}) {whens} end"
    return text


def cast_native(value: str, delivered: str, column: Column, rules: CastRules) -> str | None:
    """The value of a Parquet column that needs no text; null where it cannot be cast.

    None where the column must be read as text, by the rules of all other formats.
    """
    zone = text_literal(rules.business_timezone)
    kind = column.kind
    has_zone = delivered.endswith("WITH TIME ZONE")
    if kind == "timestamp" and has_zone:
        # What DuckDB's own conversion gives in the zone UTC, in a twentieth of the time.
        return f"make_timestamp(epoch_us({value}))"
    if kind == "timestamp" and (delivered.startswith("TIMESTAMP") or delivered == "DATE"):
        return to_utc(f"cast({value} as timestamp)", rules.business_timezone)
    if kind == "date" and delivered == "DATE":
        return value
    if kind == "date" and delivered.startswith("TIMESTAMP"):
        local = f"timezone({zone}, {value})" if has_zone else f"cast({value} as timestamp)"
        return date_at_midnight(local)
    if kind == "boolean" and delivered == "BOOLEAN":
        return value
    is_decimal = delivered.startswith("DECIMAL")
    if (kind == "integer" and delivered in WHOLE_TYPES) or (
        kind == "decimal" and (delivered in WHOLE_TYPES or is_decimal)
    ):
        return f"try_cast({value} as {column.data_type})"
    return None


def _month(text: str) -> str:
    first_day = f"try_cast(concat({text}, '-01') as date)"
    return (
        f"case when {matches(text, '[0-9]{4}-[0-9]{2}')} and {first_day} is not null then {text}"
        f" when {matches(text, YEAR_FIRST)} and day(try_cast({text} as date)) = 1"
        f" then strftime(try_cast({text} as date), '%Y-%m') end"
    )


def _cast_if(pattern: str, text: str, data_type: str) -> str:
    return f"case when {matches(text, pattern)} then try_cast({text} as {data_type}) end"


def is_one_of(value: str, texts: Collection[str]) -> str:
    """Whether a value is among these; false for a null.

    Not `in`: DuckDB turns a long list into a join, one per column, and evaluates its left side
    for every row, also inside a branch that few rows take.
    """
    whens = " ".join(f"when {text_literal(text)} then true" for text in texts)
    return f"case {value} {whens} else false end"
