"""Golden careers (tests/golden/scoring/careers): tiers, programmes, stars, medals, honours."""

import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.python.scoring.macros import PROJECT
from tests.python.scoring.world import copy_project, run_dbt

pytestmark = pytest.mark.slow

GOLDEN = PROJECT / "tests" / "golden" / "scoring" / "careers"

STORE = """
    create schema marts;
    create schema measures;
    create schema intermediate;

    create table marts.scorecard as
    select
        'agent' as entity_type, cards.agent_id as entity_id, cards.period,
        cast(cards.period_start as date) as period_start, 'primary' as scheme, 'north' as team_id,
        cards.role, cast(cards.total as double) as total, cards.grade, true as is_primary,
        true as is_complete
    from read_csv($cards, header = true, all_varchar = true) as cards;

    create table measures.contact_start_daily as
    select agent_id, cast(date_day as date) as date_day, cast(contacts as bigint) as contacts
    from read_csv($contacts, header = true, all_varchar = true);

    create table intermediate.int_complaint as
    select against_agent_id, cast(opened_at as timestamp) as opened_at
    from read_csv($complaints, header = true, all_varchar = true);

    create table intermediate.int_delivered_column as
    select 'complaints' as table_name, 'complaint_id' as column_name;

    create table intermediate.int_as_of as
    select timestamp '2025-06-30 15:00' as as_of, date '2025-06-30' as as_of_date;
"""


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("careers")
    store = folder / "store.duckdb"
    with duckdb.connect(str(store)) as connection:
        for statement in STORE.split(";"):
            files = {
                name: str(GOLDEN / f"{name}.csv")
                for name in ("cards", "contacts", "complaints")
                if f"${name}" in statement
            }
            if statement.strip():
                connection.execute(statement, files)
    built = run_dbt(
        copy_project(folder), store, "build", "--select", "career_rules", "star_rules",
        "scoring_parameters", "agent_career", "agent_recognition",
        "--exclude-resource-type", "test", "unit_test",
    )  # fmt: skip
    assert built.returncode == 0, built.stdout
    with duckdb.connect(str(store), read_only=True) as connection:
        yield connection


def text(value: object) -> str:
    """A value as the golden files write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


@pytest.mark.parametrize(
    ("mart", "file"), [("agent_career", "careers"), ("agent_recognition", "recognition")]
)
def test_golden(marts: duckdb.DuckDBPyConnection, mart: str, file: str) -> None:
    expected = read_golden(GOLDEN / f"{file}.csv")
    columns = [name for name in expected[0] if name != "why"]
    computed = [
        tuple(map(text, row))
        for row in marts.execute(
            f"select {', '.join(columns)} from marts.{mart} order by agent_id, month_start"
        ).fetchall()
    ]
    assert computed == [tuple(row[name] for name in columns) for row in expected]


def read_golden(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return sorted(csv.DictReader(handle), key=lambda row: (row["agent_id"], row["month_start"]))
