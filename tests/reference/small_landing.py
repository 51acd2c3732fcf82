"""Writes a small, deterministic and clean landing folder full of awkward cases.

`python -m tests.reference.small_landing <folder> [seed] [days] [contacts_per_day]`
"""

import csv
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from . import landing_cases, landing_records
from .contract import TABLES
from .delivery import AS_OF_COLUMNS, SHANGHAI

FIRST_DAY = date(2025, 3, 3)
ROLES = ("presales", "aftersales", "complaint", "tech_support", "social")
MOVER, LEAVER, LATE = "a02", "a05", "a11"
FIRST_MTIME = 1_760_000_000


@dataclass
class Size:
    """How much is generated."""

    seed: int = 7
    days: int = 120
    agents: int = 12
    contacts_per_day: int = 20


@dataclass
class Book:
    """The rows written so far, and the one source of chance."""

    size: Size
    random: Random
    rows: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    customers: list[str] = field(default_factory=list)

    def add(self, table: str, **values: object) -> dict[str, object]:
        """Adds a row; columns left out are null."""
        unknown = set(values) - set(TABLES[table].columns)
        assert not unknown, f"{table}: {unknown}"
        self.rows.setdefault(table, []).append(values)
        return values

    def chance(self, share: float) -> bool:
        """True with the given probability."""
        return self.random.random() < share

    def pick(self, *values: object) -> object:
        """One of the values."""
        return self.random.choice(values)

    def maybe(self, value: object, share: float = 0.5) -> object:
        """The value, or null."""
        return value if self.chance(share) else None

    def flag(self, share: float = 0.5, null: float = 0.1) -> bool | None:
        """A boolean that is null at times."""
        return None if self.chance(null) else self.chance(share)

    def agent(self) -> str | None:
        """Mostly a listed agent; now and then an unlisted one or none."""
        draw = self.random.random()
        if draw < 0.03:
            return None
        if draw < 0.05:
            return "ghost"
        return f"a{self.random.randrange(self.size.agents):02}"

    def seconds(self, typical: float) -> timedelta:
        """A skewed length of time in whole seconds, at times with milliseconds."""
        length = self.random.expovariate(1 / typical)
        return timedelta(seconds=round(length, 3) if self.chance(0.05) else int(length))

    def instant(self, day: date) -> datetime:
        """A moment of the business day, mostly in the daytime."""
        hour = self.random.choice([*range(8, 22)] * 3 + [0, 1, 5, 23])
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)
        return moment + timedelta(seconds=self.random.randrange(3600))

    def newest(self) -> datetime:
        """The newest of the instants that decide the as-of instant."""
        return max(
            value
            for table, column in AS_OF_COLUMNS.items()
            for row in self.rows.get(table, [])
            if isinstance(value := row.get(column), datetime)
        )

    def any_day(self) -> date:
        """One of the generated dates."""
        return FIRST_DAY + timedelta(days=self.random.randrange(self.size.days))


def people(book: Book) -> None:
    """Agents (one changes team and role within a month) and customers."""
    for number in range(book.size.agents):
        agent = f"a{number:02}"
        role = ROLES[number % len(ROLES)]
        team = f"team_{number % 4}"
        book.add(
            "agents",
            agent_id=agent,
            name=f"Agent {number}",
            team_id=team,
            team_name=team.upper(),
            role=role,
            languages=book.maybe("zh|en", 0.8),
            hired_on=book.maybe(date(2024, 5, 1 + number)),
            left_on=FIRST_DAY + timedelta(days=70) if agent == LEAVER else None,
            valid_from=FIRST_DAY + timedelta(days=40) if agent == LATE else None,
        )
    book.add(
        "agents",
        agent_id=MOVER,
        name="Agent 2",
        team_id="team_3",
        team_name="TEAM_3",
        role="aftersales",
        languages="zh|en|ja",
        valid_from=FIRST_DAY + timedelta(days=43),
    )
    book.customers = [f"c{n:04}" for n in range(max(60, book.size.contacts_per_day * 8))]
    for customer in book.customers:
        if not book.chance(0.05):
            book.add(
                "customers",
                customer_id=customer,
                segment=book.pick("standard", "vip", None),
                region=book.pick("north", "south"),
                is_remote=book.flag(0.15, 0.3),
                language=book.pick("zh", "en"),
            )


def text(value: object, book: Book) -> str:
    """A value as an export writes it; instants with and without offset."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        form = book.random.randrange(3)
        if form == 0:
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        local = value.astimezone(SHANGHAI)
        if form == 1:
            return local.isoformat()
        return local.replace(tzinfo=None).isoformat(sep=" ")
    return str(value)


def write_table(
    folder: Path, table: str, rows: list[dict[str, object]], book: Book, mtime: int
) -> None:
    """Writes a table as two files of different ages, the rows in turn."""
    (folder / table).mkdir(parents=True, exist_ok=True)
    for number, part in enumerate([rows[0::2], rows[1::2]]):
        path = folder / table / f"{table}_{number}.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow(TABLES[table].columns)
            for row in part:
                writer.writerow([text(row.get(c), book) for c in TABLES[table].columns])
        os.utime(path, (mtime + number, mtime + number))


def generate(folder: Path, size: Size | None = None) -> Mapping[str, int]:
    """Writes the landing; returns the number of rows by table."""
    size = size or Size()
    book = Book(size, Random(size.seed))
    people(book)
    landing_records.everyday(book, FIRST_DAY)
    landing_cases.add_to(book, FIRST_DAY)
    for number, (table, rows) in enumerate(sorted(book.rows.items())):
        write_table(folder, table, rows, book, FIRST_MTIME + 10 * number)
    return {table: len(rows) for table, rows in book.rows.items()}


SEEDS = {
    "calendar/calendar.csv": (
        "date,is_holiday,season\n2025-04-04,true,\n2025-05-01,true,\n2025-05-02,true,\n"
        "2025-06-16,false,promotion\n2025-06-17,false,promotion\n2025-06-18,false,promotion\n"
    ),
    "calendar/business_hours.csv": "team_id,weekday,opens,closes\n"
    + "".join(f"*,{weekday},09:00,18:00\n" for weekday in range(1, 7))
    + "team_1,1,08:00,12:00\nteam_1,1,13:00,20:00\nteam_1,7,10:00,16:00\n",
    "calendar/queue_teams.csv": "queue,team_id\nsales,team_0\nsupport,team_1\n",
    "scoring/script_rules.csv": (
        "phrase,language,kind\n百分之百保证,zh,forbidden_promise\n"
        "100% guaranteed,en,forbidden_promise\ntake it or leave it,en,impatience\n"
    ),
}


def write_seeds(folder: Path) -> None:
    """Writes small seeds that fit the landing."""
    for name, content in SEEDS.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[2:]]
    asked = Size()
    for name, number in zip(("seed", "days", "contacts_per_day"), numbers, strict=False):
        setattr(asked, name, number)
    print(generate(Path(sys.argv[1]), asked))
