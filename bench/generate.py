"""A big landing folder in the contract's format, made by DuckDB from hashes: no chance, no clock.

The same arguments give the same rows on every machine. `--delta` adds the files of one more day:
that day's contacts, late rows of earlier days, and corrections of the last 30 days.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb

SQL = Path(__file__).parent / "landing"
LAST_DAY = date(2025, 12, 31)
CONTACTS_PER_DESK_AND_YEAR = 2500
CONTACTS_PER_CUSTOMER = 3.3
CORRECTED_DAYS = 30
# Delivered month by month, from the contacts and shifts of that month.
MONTHLY = (
    "tickets",
    "conversations",
    "messages",
    "calls",
    "agent_states",
    "surveys",
    "complaints",
    "orders",
    "returns",
    "quality_checks",
    "field_services",
    "training_results",
    "knowledge_contributions",
    "collaboration_ratings",
)
# Delivered once.
ONCE = ("agents", "customers", "certifications", "service_costs", "improvement_actions")


@dataclass(frozen=True)
class Load:
    """How much is generated: contacts, over so many days until the last one."""

    contacts: int
    days: int

    @property
    def first_day(self) -> date:
        return LAST_DAY - timedelta(days=self.days - 1)

    @property
    def desks(self) -> int:
        """Desks that are occupied at any one time."""
        yearly = self.contacts * 365 / self.days
        return max(30, round(yearly / CONTACTS_PER_DESK_AND_YEAR))

    @property
    def customers(self) -> int:
        return max(100, round(self.contacts / CONTACTS_PER_CUSTOMER))


@dataclass(frozen=True)
class Delivery:
    """Files of one name: what the contacts of some days show between two instants."""

    name: str
    from_day: date
    to_day: date
    since: datetime
    horizon: datetime


def write_landing(load: Load, out: Path) -> int:
    """The whole history until the last day; returns the rows written."""
    with duckdb.connect() as connection:
        prepare(connection, load)
        horizon = midnight_after(LAST_DAY)
        rows = 0
        for first, last in months(load.first_day, LAST_DAY):
            delivery = Delivery(f"{first:%Y-%m}", first, last, datetime(1900, 1, 1), horizon)
            rows += deliver(connection, delivery, MONTHLY, out)
        once = Delivery("all", load.first_day, LAST_DAY, datetime(1900, 1, 1), horizon)
        return rows + deliver(connection, once, ONCE, out)


def write_delta(load: Load, out: Path, number: int = 1) -> int:
    """What the day `number` days after the last one brings; returns the rows written."""
    with duckdb.connect() as connection:
        prepare(connection, load)
        day = LAST_DAY + timedelta(days=number)
        earliest = max(load.first_day, day - timedelta(days=CORRECTED_DAYS))
        since = midnight_after(day - timedelta(days=1))
        delivery = Delivery(f"{day:%Y-%m-%d}", earliest, day, since, midnight_after(day))
        return deliver(connection, delivery, MONTHLY, out)


def prepare(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    """The macros, the sizes and the plan of the days."""
    connection.execute("set preserve_insertion_order = true")
    for name, value in (
        ("contacts", load.contacts),
        ("days", load.days),
        ("desks", load.desks),
        ("customers", load.customers),
        ("first_day", load.first_day),
        ("last_day", LAST_DAY),
    ):
        set_variable(connection, name, value)
    connection.execute(read("macros"))
    connection.execute(read("day"))


def deliver(
    connection: duckdb.DuckDBPyConnection, delivery: Delivery, tables: tuple[str, ...], out: Path
) -> int:
    """Write one file per table that has rows; returns the rows."""
    for name in ("from_day", "to_day", "since", "horizon"):
        set_variable(connection, name, getattr(delivery, name))
    connection.execute(read("contact"))
    rows = 0
    for table in tables:
        path = out / table / f"{delivery.name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        (written,) = connection.execute(
            f"copy ({read(table)}) to '{path}' (format parquet, compression snappy)"
        ).fetchone() or (0,)
        if written == 0:
            path.unlink()
        rows += written
    return rows


def set_variable(connection: duckdb.DuckDBPyConnection, name: str, value: object) -> None:
    connection.execute(f"set variable {name} = $1", [value])


def read(name: str) -> str:
    return (SQL / f"{name}.sql").read_text("utf-8")


def months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """First and last day of each calendar month, cut to the span."""
    day = first
    while day <= last:
        next_month = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        yield day, min(last, next_month - timedelta(days=1))
        day = next_month


def midnight_after(day: date) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(days=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--delta", type=int, nargs="?", const=1, metavar="N", help="only day N after the last"
    )
    arguments = parser.parse_args()
    load = Load(arguments.contacts, arguments.days)
    started = time.perf_counter()
    if arguments.delta:
        rows = write_delta(load, arguments.out, arguments.delta)
    else:
        rows = write_landing(load, arguments.out)
    seconds = time.perf_counter() - started
    sys.stdout.write(f"{rows:,} rows in {seconds:.1f} s ({rows / seconds:,.0f} rows/s)\n")


if __name__ == "__main__":
    main()
