"""From which date on a refresh must rebuild.

Everything that a delivery can change lies at most one window after, or before, an instant of the
rows that it brought, replaced, or is about; what the passing of time can change lies within one
window before the last as-of instant. So there is a date before which every figure stays as it is.
The answer may be too early, never too late; where nothing can be said, everything is rebuilt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import duckdb

from orchestration.contract import Contract, Table
from orchestration.landing.tables import newest, superseded
from orchestration.store import quoted, relation_exists, text_literal

# The longest window of the definitions is 30 days; the rest allows for time zones and for dates.
WINDOW = timedelta(days=33)
# Segments are kept where somebody asks for them (shortfall_segment): an improvement action asks
# from the month before its review began, some weeks before it is due.
ASKS_FOR_SEGMENTS = ("improvement_actions", "segment is not null", timedelta(days=365))
BEGINNING = date(1900, 1, 1)


@dataclass(frozen=True)
class Horizon:
    """The first dates that a refresh rebuilds; every figure before them stays as it is.

    events: of rows that stand for an instant or a day; a Monday, for they are kept week by week.
    periods: of rows that sum up a week, a month or a quarter; the Monday on or before the first day
    of a quarter, so that whatever begins on it or later holds no date before it.
    """

    events: date
    periods: date

    @classmethod
    def of(cls, first: date) -> Horizon:
        quarter = first.replace(month=first.month - (first.month - 1) % 3, day=1)
        return cls(*(day - timedelta(days=day.weekday()) for day in (first, quarter)))


@dataclass(frozen=True)
class _Known:
    """What the store knew before a load."""

    columns: frozenset[tuple[str, str]]
    as_of: datetime | None
    oldest: date


class ChangeWatch:
    """Made before a load, asked after it: which dates can differ from the last build."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
        self._connection = connection
        self._contract = contract
        self._known = _Known(self._delivered_columns(), *_last_span(connection))
        connection.execute(
            "create or replace temp table known_files as select file_id from audit.load_ledger"
        )
        for table in self._described():
            connection.execute(
                f"create or replace temp table {_before(table)} as"
                f" select {_keys(table)}, {_content(table)} as content from {newest(table)}"
            )

    def rebuilt_from(self, as_of: datetime | None) -> Horizon | None:
        """The first dates to rebuild; None: all of them.

        as_of: the instant that this refresh was told to take, None where the data decide.
        """
        known = self._known
        if known.as_of is None or self._delivered_columns() != known.columns:
            return None
        if as_of is not None and as_of < known.as_of:
            return None
        earliest = min((known.as_of, *self._instants()))
        if earliest.date() <= BEGINNING:
            return None
        found = Horizon.of((earliest - WINDOW).date())
        return found if found.periods > known.oldest else None

    def _instants(self) -> Iterator[datetime]:
        """The earliest instant of everything that the fresh rows touch, table by table."""
        described = self._described()
        fresh = [table for table in self._contract.tables if self._set_fresh_apart(table)]
        for table in fresh:
            if table not in described:
                # A key stands once among the newest rows: those of fresh keys are the fresh ones.
                yield from self._minimum(table, _fresh(table), "true")
                yield from self._earlier_versions(table, f"from {_fresh(table)}")
        for table in self._contract.tables:
            if table not in described and len(table.key) == 1:
                yield from self._around(table, fresh)
        for table in described:
            if table in fresh:
                yield from self._of_described(table)
        name, condition, looks_back = ASKS_FOR_SEGMENTS
        for table in fresh:
            if table.name == name:
                for instant in self._minimum(table, _fresh(table), condition):
                    yield instant - looks_back

    def _around(self, table: Table, fresh: list[Table]) -> Iterator[datetime]:
        """Rows that fresh rows change, and all that points at these or at fresh rows."""
        key = table.key[0]
        touched = [
            f"select {quoted(column)} as {quoted(key)} from {_fresh(child)} where {condition}"
            for child, column, condition in self._children(table)
            if child in fresh and child.column(column).changes_referenced
        ]
        if table in fresh:
            touched.append(f"select {quoted(key)} from {_fresh(table)}")
        if not touched:
            return
        self._connection.execute(
            f"create or replace temp table touched as {' union '.join(touched)}"
        )
        yield from self._minimum(table, newest(table), f"{quoted(key)} in (from touched)")
        yield from self._earlier_versions(table, "from touched")
        for child, column, condition in self._children(table):
            yield from self._minimum(
                child, newest(child), f"{quoted(column)} in (from touched) and {condition}"
            )

    def _of_described(self, table: Table) -> Iterator[datetime]:
        """From when on something else is said about agents, or customers, than before.

        What is said without a date holds for all events of whom it is said about.
        """
        entity = table.key[0]
        keys = " and ".join(
            f"fresh.{quoted(name)} is not distinct from earlier.{quoted(name)}"
            for name in table.key
        )
        self._connection.execute(
            f"create or replace temp table touched as select distinct fresh.{quoted(entity)}"
            f" from (select *, {_content(table)} as content from {_fresh(table)}) as fresh"
            f" left join {_before(table)} as earlier on {keys}"
            " where earlier.content is distinct from fresh.content"
        )
        if _instants_of(table):
            yield from self._minimum(table, newest(table), f"{quoted(entity)} in (from touched)")
            return
        for child, column, condition in self._children(table):
            yield from self._minimum(
                child, newest(child), f"{quoted(column)} in (from touched) and {condition}"
            )

    def _earlier_versions(self, table: Table, keys: str) -> Iterator[datetime]:
        """What was ever delivered with these keys and replaced since."""
        same = " and ".join(
            f"rows.{quoted(name)} is not distinct from keys.{quoted(name)}" for name in table.key
        )
        yield from self._minimum(
            table, f"{superseded(table)} as rows semi join ({keys}) as keys on {same}", "true"
        )

    def _minimum(self, table: Table, relation: str, condition: str) -> Iterator[datetime]:
        instants = _instants_of(table)
        if instants:
            found = self._connection.execute(
                f"select min(least({', '.join(instants)})) from {relation} where {condition}"
            ).fetchone()
            if found and found[0] is not None:
                yield found[0]

    def _children(self, table: Table) -> Iterator[tuple[Table, str, str]]:
        """The columns of other tables that point at this one, and when they do."""
        for child in self._contract.tables:
            for column in child.columns:
                for reference in column.references:
                    if reference.table == table.name:
                        name, value = reference.only_where or (None, None)
                        condition = (
                            f"{quoted(name)} = {text_literal(value or '')}" if name else "true"
                        )
                        yield child, column.name, condition

    def _described(self) -> list[Table]:
        """Tables without a date of their own that say something about whom others point at."""
        return [
            table
            for table in self._contract.tables
            if table.start is None and any(self._children(table))
        ]

    def _set_fresh_apart(self, table: Table) -> bool:
        """Find the rows that the load brought once; whether there are any."""
        # By the few files that are new, so that a scan can skip what holds none of theirs.
        self._connection.execute(
            f"create or replace temp table {_fresh(table)} as from {newest(table)}"
            " where _file_id in ("
            " select file_id from audit.load_ledger where table_name = ?"
            " and file_id not in (from known_files))",
            [table.name],
        )
        found = self._connection.execute(f"select count(*) from {_fresh(table)}").fetchone()
        return bool(found and found[0])

    def _delivered_columns(self) -> frozenset[tuple[str, str]]:
        """An indicator appears, for all of the past, with the first file that has its columns."""
        found = self._connection.execute(
            "select distinct table_name, unnest(columns) from audit.load_ledger"
            " where outcome = 'loaded'"
        ).fetchall()
        return frozenset(found)


def _last_span(connection: duckdb.DuckDBPyConnection) -> tuple[datetime | None, date]:
    """The as-of instant of the last build, and the date of its oldest event."""
    found = None
    if relation_exists(connection, "intermediate", "int_as_of"):
        found = connection.execute(
            "select as_of, oldest_event_date from intermediate.int_as_of"
        ).fetchone()
    as_of, oldest = found or (None, None)
    return as_of, oldest or BEGINNING


def _instants_of(table: Table) -> list[str]:
    """SQL of every instant that a row holds; a date or month begins with its first one."""
    instants = []
    for column in table.columns:
        name = quoted(column.name)
        if column.kind == "timestamp" and column.name != table.version:
            instants.append(name)
        elif column.kind == "date":
            beginning = text_literal(BEGINNING.isoformat()) if column.null_is_beginning else "null"
            instants.append(f"cast(coalesce({name}, {beginning}) as timestamp)")
        elif column.is_month:
            instants.append(f"cast({name} || '-01' as timestamp)")
    return instants


def _keys(table: Table) -> str:
    return ", ".join(map(quoted, table.key))


def _content(table: Table) -> str:
    """One number for all that a row says, whoever delivered it and when."""
    said = [quoted(column.name) for column in table.columns if column.name != table.version]
    return f"hash({', '.join(said)})"


def _fresh(table: Table) -> str:
    return quoted(f"fresh_rows_of_{table.name}")


def _before(table: Table) -> str:
    return quoted(f"{table.name}_before")
