"""SQL that judges every row of a file: typed values, and every reason that speaks against a row.

One pass per file. The reasons of a row are a list of `rule:column`; they and the row as it came
are built only for the rows that fail, so good rows cost no more than their casts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orchestration.contract import Column, Table
from orchestration.landing.casting import (
    BAD_CAST,
    CastRules,
    cast_native,
    cast_text,
    clean_text,
    is_one_of,
    known_value,
    local_part,
)
from orchestration.landing.header import Header
from orchestration.landing.instants import to_utc
from orchestration.landing.source import FILE_ID, MODIFIED_AT, WHOLE_ROW, Source
from orchestration.store import quoted, text_literal

OLDEST_START = "timestamp '2000-01-01 00:00:00'"
RULES = (
    "required_null",
    "bad_timestamp",
    "bad_number",
    "bad_boolean",
    "bad_value",
    "out_of_range",
    "out_of_order",
    "future_start",
    "before_2000",
    "field_count",
)


@dataclass(frozen=True)
class Rule:
    """One way in which a row may fail: the SQL of the failure and what it is called."""

    name: str
    column: str
    failure: str

    @property
    def reason(self) -> str:
        return f"{self.name}:{self.column}"


@dataclass(frozen=True)
class _Steps:
    """How a column gets its value: SQL of the cleaned text (None: needs none) and of the value.

    `given` is null exactly where nothing was delivered; `local` is SQL of a local time that the
    value is made of.
    """

    column: Column
    given: str
    value: str
    text: str | None = None
    local: str | None = None


def declared_rules(table: Table) -> Iterator[tuple[str, str]]:
    """Every (rule, column) that a row of the table can break, in the order of the rules."""
    for column in table.columns:
        if column.required:
            yield "required_null", column.name
    for column in table.columns:
        if column.kind in BAD_CAST:
            yield BAD_CAST[column.kind], column.name
        if column.allowed:
            yield "bad_value", column.name
        if column.minimum is not None or column.maximum is not None:
            yield "out_of_range", column.name
    for name in table.not_before_start:
        yield "out_of_order", name
    if table.start is not None:
        yield "future_start", table.start
        yield "before_2000", table.start
    yield "field_count", WHOLE_ROW


def judge(source: Source, header: Header, table: Table, rules: CastRules) -> str:
    """The SQL of the judged rows of a source.

    Its columns: the table's, typed; `_file_id`; `_line`, or `_breaks` (the line breaks inside
    fields) where lines follow from the order of rows; `_extra`; `_is_bad`; and `_reasons`, `_key`,
    `_raw` of bad rows.
    """
    steps = [_steps(source, header, column, rules) for column in table.columns]
    cleaned = [f"{each.text} as {each.given}" for each in steps if each.text]
    local = [f"{each.local} as {_local(each.column)}" for each in steps if each.local]
    typed = [f"{each.value} as {quoted(each.column.name)}" for each in steps]
    failures = list(_failures(source, steps, table, rules))
    is_bad = " or ".join(f"({rule.failure})" for rule in failures) or "false"
    reasons = ", ".join(
        f"case when {rule.failure} then {text_literal(rule.reason)} end" for rule in failures
    )
    names = ", ".join(quoted(column.name) for column in table.columns)
    own = "_line" if source.line else "_breaks"
    line = source.line or _breaks(source)
    return f"""
        select
            {names}, {FILE_ID}, {own}, _extra, _is_bad,
            case when _is_bad then list_filter([{reasons}], lambda r: r is not null) end
                as _reasons,
            case when _is_bad then {_key(steps, table)} end as _key,
            case when _is_bad then {_raw(source)} end as _raw
        from (
            select *, coalesce({is_bad}, false) as _is_bad
            from (
                select *, {", ".join(typed)}
                from (
                    select *{"".join(", " + each for each in local)}
                    from (
                        select *, {line} as {own}, {_extra(source, header)} as _extra
                            {"".join(", " + each for each in cleaned)}
                        from {source.relation}
                    )
                )
            )
        )
    """


def _steps(source: Source, header: Header, column: Column, rules: CastRules) -> _Steps:
    place = header.positions.get(column.name)
    if place is None:
        return _Steps(column, "null", f"cast(null as {column.data_type})")
    delivered = source.columns[place]
    if delivered.data_type != "VARCHAR" and not rules.aliases.get(column.name):
        native = cast_native(delivered.sql, delivered.data_type, column, rules)
        if native is not None:
            return _Steps(column, delivered.sql, native)
    given = quoted("_t_" + column.name)
    text = clean_text(as_text(delivered.sql, delivered.data_type), rules)
    return _Steps(
        column,
        given,
        value=cast_text(given, _local(column), column, rules),
        text=known_value(text, column, rules),
        local=local_part(given, column, rules),
    )


def _local(column: Column) -> str:
    return quoted("_l_" + column.name)


def as_text(sql: str, data_type: str) -> str:
    """A Parquet value as a text file would have it; a list is separated as the contract says."""
    if data_type == "VARCHAR":
        return sql
    if data_type.endswith("[]"):
        return f"array_to_string({sql}, '|')"
    return f"cast({sql} as varchar)"


def _failures(
    source: Source, steps: list[_Steps], table: Table, rules: CastRules
) -> Iterator[Rule]:
    if source.is_misshapen:
        yield Rule("field_count", WHOLE_ROW, source.is_misshapen)
    # Nothing can be said of the values of a row whose fields may stand in the wrong columns.
    shaped = f"not {source.is_misshapen} and " if source.is_misshapen else ""
    by_name = {each.column.name: each for each in steps}
    for name, column in declared_rules(table):
        if name != "field_count":
            failure = _failure(name, by_name[column], table, rules)
            yield Rule(name, column, shaped + failure)


def _failure(name: str, step: _Steps, table: Table, rules: CastRules) -> str:
    column, given = step.column, step.given
    value = quoted(column.name)
    if name == "required_null":
        return f"{given} is null"
    if name.startswith("bad_") and name != "bad_value":
        return f"({given} is not null and {value} is null)"
    if name == "bad_value":
        return f"({value} is not null and not {is_one_of(value, column.allowed)})"
    if name == "out_of_range":
        low = [f"{value} < {column.minimum}"] if column.minimum is not None else []
        high = [f"{value} > {column.maximum}"] if column.maximum is not None else []
        return f"({' or '.join(low + high)})"
    if name == "out_of_order":
        return f"{value} < {quoted(str(table.start))}"
    if name == "future_start":
        return f"{value} > {MODIFIED_AT} + interval 24 hour"
    return f"{value} < {to_utc(OLDEST_START, rules.business_timezone)}"


def _key(steps: list[_Steps], table: Table) -> str:
    """The key as texts; null where a part of it is missing or cannot be read."""
    by_name = {each.column.name: each for each in steps}
    unknown = [
        f"{quoted(name)} is null"
        if table.column(name).required
        else f"({by_name[name].given} is not null and {quoted(name)} is null)"
        for name in table.key
    ]
    texts = ", ".join(f"cast({quoted(name)} as varchar)" for name in table.key)
    return f"case when {' or '.join(unknown)} then null else [{texts}] end"


def _extra(source: Source, header: Header) -> str:
    """The delivered columns that nobody declared, as JSON; null where all of them are empty."""
    if not header.unknown:
        return "cast(null as varchar)"
    values = [as_text(source.columns[n].sql, source.columns[n].data_type) for n in header.unknown]
    pairs = ", ".join(
        f"{text_literal(header.names[place])}, {value}"
        for place, value in zip(header.unknown, values, strict=True)
    )
    empty = " and ".join(f"nullif({value}, '') is null" for value in values)
    return f"case when {empty} then null else cast(json_object({pairs}) as varchar) end"


def _raw(source: Source) -> str:
    """The row as it came: header and text of every field."""
    pairs = ", ".join(
        f"{text_literal(each.header)}, {as_text(each.sql, each.data_type)}"
        for each in source.columns
    )
    whole = f"cast(json_object({pairs}) as varchar)"
    if source.is_misshapen:
        return f"case when {source.is_misshapen} then {source.raw_row} else {whole} end"
    return whole


def _breaks(source: Source) -> str:
    """The number of line breaks inside the fields of a row."""
    if not source.has_breaks_in_fields:
        return "0"
    return " + ".join(
        f"coalesce(length({each.sql}) - length(replace({each.sql}, chr(10), '')), 0)"
        for each in source.columns
    )
