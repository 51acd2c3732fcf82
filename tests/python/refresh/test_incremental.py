"""After any sequence of deliveries the figures are those of a full refresh, row for row.

The small landing of the reference is delivered in random slices: first most of what is old, then
the rest of it, then what is recent, in several goes, with rows that later turn out wrong, rows that
come twice, and agents and customers anew each time. One old ticket stays open and falls due late;
of two customers the first delivery knows nothing.
"""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import duckdb
import pytest

from orchestration import refresh
from orchestration.progress import Progress
from orchestration.settings import Settings, read_settings
from tests.pipeline import ModelsOnly, copy_project
from tests.reference import small_landing
from tests.reference.contract import TABLES, TYPE_OF

SIZE = small_landing.Size(days=215, contacts_per_day=4)
# Late enough that nothing in the first quarter of the data is touched by what is recent.
RECENT = "2025-08-25"
LONG_BEFORE = "2025-06-01"
# After all that the first refresh knows, before the end.
FALLS_DUE = "2025-09-20"
DELIVERIES = 4
SUBJECTS = (
    ("tickets", "ticket_id", "created_at"),
    ("conversations", "conversation_id", "started_at"),
    ("calls", "call_id", "offered_at"),
    ("complaints", "complaint_id", "opened_at"),
    ("returns", "return_id", "requested_at"),
)
Row = dict[str, str]


def said_wrong(table: str, row: Row) -> Row | None:
    """An earlier state of a row, as an export of that day would have shown it."""
    earlier = {
        "tickets": {"status": "open", "resolved_at": "", "closed_at": "", "escalated_at": ""},
        "conversations": {"is_resolved": "false", "ended_at": ""},
        "surveys": {"csat": "1", "responded_at": "", "followed_up_at": ""},
        "complaints": {"closed_at": "", "escalated_to": "platform"},
        "orders": {"status": "cancelled", "amount": "1"},
        "quality_checks": {"process_compliant": "false"},
        "messages": {"sender": "system"},
    }.get(table)
    return {**row, **earlier} if earlier else None


def is_recent(table: str, row: Row, started: Mapping[str, str]) -> bool:
    """Whether all that a row tells happened lately, also to the contact that it is about."""
    told = [row[name] for name in TABLES[table].columns if TYPE_OF.get(name) in ("instant", "date")]
    about = row.get("contact_id") or row.get("conversation_id") or ""
    told += [row.get("month", ""), started.get(about, "")]
    return all(value >= RECENT for value in told if value)


def falls_due_late(ticket: Row) -> bool:
    """Let an old ticket that never ends fall due between two deliveries; whether it is one."""
    if (
        ticket["status"] != "open"
        or ticket["handled_by"] != "agent"
        or any(ticket[name] for name in ("resolved_at", "closed_at", "escalated_at", "sla_met"))
        or ticket["created_at"] >= LONG_BEFORE
    ):
        return False
    ticket["sla_due_at"] = FALLS_DUE + ticket["created_at"][len(FALLS_DUE) :]
    return True


def new_customers(tables: Mapping[str, list[Row]], started: Mapping[str, str]) -> list[Row]:
    """One who orders for the first time lately, and one who never does anything."""
    order = next(row for row in tables["orders"] if is_recent("orders", row, started))
    order["customer_id"] = "newcomer"
    model = {**tables["customers"][0], "segment": "standard"}
    return [{**model, "customer_id": name} for name in ("newcomer", "onlooker")]


def becomes_vip(customers: list[Row]) -> list[Row]:
    """A word about a customer whom no event tells of moves no horizon."""
    return [
        {**row, "segment": "vip"} if row["customer_id"] == "onlooker" else row for row in customers
    ]


def slices(landing: Path, chance: Random) -> list[dict[str, list[Row]]]:
    """The rows of a landing folder by delivery and table."""
    parts: list[dict[str, list[Row]]] = [defaultdict(list) for _ in range(DELIVERIES)]
    tables: dict[str, list[Row]] = defaultdict(list)
    for path in sorted(landing.rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            tables[path.parent.name] += csv.DictReader(handle)
    assert any(falls_due_late(ticket) for ticket in tables["tickets"])
    started = {row[key]: row[start] for table, key, start in SUBJECTS for row in tables[table]}
    new = new_customers(tables, started)
    tables["customers"] += new
    for table, rows in tables.items():
        for row in rows:
            if table in ("agents", "customers"):
                for part in parts[2 if row in new else 0 :]:
                    part[table].insert(chance.randrange(len(part[table]) + 1), row)
            elif not is_recent(table, row, started):
                parts[0 if chance.random() < 0.8 else 1][table].append(row)
            else:
                last = chance.randrange(2, DELIVERIES)
                parts[last][table].append(row)
                wrong = said_wrong(table, row)
                if wrong and last > 2 and chance.random() < 0.3:
                    parts[chance.randrange(2, last)][table].append(wrong)
                elif last > 2 and chance.random() < 0.05:
                    parts[chance.randrange(2, last)][table].append(row)
    parts[-1]["customers"] = becomes_vip(parts[-1]["customers"])
    return parts


def deliver(landing: Path, number: int, part: dict[str, list[Row]]) -> None:
    for table, rows in part.items():
        path = landing / table / f"delivery_{number}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, TABLES[table].columns)
            writer.writeheader()
            writer.writerows(rows)
        time = small_landing.FIRST_MTIME + number
        os.utime(path, (time, time))


def refresh_models(settings: Settings) -> bool:
    """One refresh without dbt's tests of the data; whether it built everything anew."""
    with refresh.open_refresh(settings, Progress()) as run:
        run.discover()
        run.load()
        for _ in run.build(ModelsOnly(run.rebuilt_from)):
            continue
        run.audit()
        run.publish()
        return run.record.full_refresh


def checksums(settings: Settings) -> dict[str, tuple[int, int]]:
    """Rows and a sum of hashes of every table of figures and of evidence."""
    with duckdb.connect(str(settings.published_file), read_only=True) as connection:
        tables = connection.execute(
            """
            select table_schema, table_name, string_agg('"' || column_name || '"', ', '
                order by column_name)
            from information_schema.columns
            where table_schema in ('marts', 'evidence', 'measures')
            group by all
            order by all
            """
        ).fetchall()
        found = {}
        for schema, table, columns in tables:
            row = connection.execute(
                f"select count(*), sum(cast(hash({columns}) as hugeint)) from {schema}.{table}"
            ).fetchone()
            assert row is not None
            found[f"{schema}.{table}"] = row
    return found


def rows_out_of_order(settings: Settings, table: str, span: str, written_again: str) -> int:
    """Rows behind one of a later week or quarter that daily deliveries write again.

    What a later run deletes must lie at the end. written_again: SQL of the first such span.
    """
    with duckdb.connect(str(settings.published_file), read_only=True) as connection:
        [(rows,)] = connection.execute(
            f"""
            select count(*) from (
                select
                    {span} as span,
                    max({span}) over (order by rowid) as latest
                from {table}
            ) where span < latest and latest >= {written_again}
            """
        ).fetchall()
    return int(rows)


def first_written_again(settings: Settings) -> date:
    """The first date of what daily deliveries write again."""
    with duckdb.connect(str(settings.store_file), read_only=True) as connection:
        [(first,)] = connection.execute(
            "select min(first_date) from intermediate.int_batch where is_written_again"
        ).fetchall()
    assert isinstance(first, date)
    return first


def batches(settings: Settings) -> int:
    """In how many statements the last build wrote its roll-ups."""
    with duckdb.connect(str(settings.store_file), read_only=True) as connection:
        [(rows,)] = connection.execute("select count(*) from intermediate.int_batch").fetchall()
    return int(rows)


def parquet_rows(settings: Settings) -> dict[str, int]:
    """Rows of every mart that is written as Parquet, in one file or one per month."""
    folder = settings.parquet_dir / "current"
    found = {}
    for path in sorted(folder.iterdir()):
        files = path if path.is_file() else path / "*" / "*.parquet"
        with duckdb.connect() as connection:
            query = f"select count(*) from read_parquet('{files}')"
            [(rows,)] = connection.execute(query).fetchall()
        found[path.stem] = rows
    return found


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(n, marks=pytest.mark.nightly) for n in range(2, 8))]
)
def test_deliveries_in_any_order_give_what_a_full_refresh_gives(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing is built but the models here, so nobody can expect the tests of the data.
    monkeypatch.setattr(refresh, "require_complete", lambda built: None)
    small_landing.generate(tmp_path / "whole", replace(SIZE, seed=seed))
    small_landing.write_seeds(tmp_path / "seeds")
    project = copy_project(tmp_path / "project", tmp_path / "seeds")
    landing = tmp_path / "landing"
    by_parts, at_once = (
        read_settings(
            {"LANDING_DIR": str(landing), "WAREHOUSE_DIR": str(tmp_path / name)},
            project_dir=project,
        )
        for name in ("by_parts", "at_once")
    )
    were_full = []
    for number, part in enumerate(slices(tmp_path / "whole", Random(seed))):
        deliver(landing, number, part)
        if number > 0:
            were_full.append(refresh_models(by_parts))
    assert were_full == [True, False, False]
    # What is built at once is built in batches of a quarter or two: that changes nothing either.
    monkeypatch.setenv("WAREHOUSE_BATCH_CONTACTS", "300")
    assert refresh_models(at_once)
    assert (batches(by_parts), batches(at_once)) == (1, 3)
    expected = checksums(at_once)
    found = checksums(by_parts)
    assert {name: (found.get(name), rows) for name, rows in expected.items()} == {
        name: (rows, rows) for name, rows in expected.items()
    }
    assert expected["marts.scorecard_line"][0] > 1_000
    written = parquet_rows(by_parts)
    assert written == parquet_rows(at_once) and "indicator_value" in written
    assert written == {name: expected[f"marts.{name}"][0] for name in written}
    # All of them, whether they are written again or not: their Parquet is written month by month.
    # Four numbers a day are a span of 91 days.
    for table in ("measures.indicator_cell", "measures.shortfall_segment"):
        assert rows_out_of_order(at_once, table, "period_key // 364", "0") == 0
    again = first_written_again(at_once)
    week = "date_trunc('week', last_known_on)"
    assert rows_out_of_order(at_once, "evidence.contact", week, f"date '{again}'") == 0
