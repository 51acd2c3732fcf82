"""Names and values that mean harm are data to us: never SQL, a path, a shell word or a formula."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import duckdb
import pytest

from orchestration.export import FORMULA_STARTS, safe
from orchestration.settings import PROJECT_DIR
from tests.python.safety.conftest import Refreshed
from tests.python.safety.planted import HOSTILE, HOSTILE_FILES
from tests.python.safety.real import command

pytestmark = pytest.mark.slow


def distinct(refreshed: Refreshed, relation: str, column: str) -> set[str]:
    path = str(refreshed.settings.published_file)
    with duckdb.connect(path, read_only=True) as published:
        found = published.execute(f"select distinct {column} from {relation}").fetchall()
    return {value for (value,) in found}


@pytest.mark.parametrize(
    ("relation", "column"),
    [
        ("marts.fct_contact", "agent_id"),
        ("marts.fct_contact", "customer_id"),
        ("marts.fct_contact", "product_category"),
        ("marts.dim_agent", "team_name"),
        ("evidence.contact_start", "agent_id"),
        ("marts.indicator_value", "entity_id"),
    ],
)
def test_values_arrive_as_they_were_written(
    refreshed: Refreshed, relation: str, column: str
) -> None:
    assert set(HOSTILE) <= distinct(refreshed, relation, column)


def test_files_are_known_by_their_names(refreshed: Refreshed) -> None:
    path = str(refreshed.settings.published_file)
    with duckdb.connect(path, read_only=True) as published:
        found = published.execute(
            "select file, outcome, rows_read from audit.load_ledger where table_name = 'tickets'"
        ).fetchall()
    read = {file: (outcome, rows) for file, outcome, rows in found}
    for name in HOSTILE_FILES:
        assert read.get(f"tickets/{name}") == ("loaded", len(HOSTILE)), name


def test_nothing_was_executed(refreshed: Refreshed) -> None:
    home = refreshed.settings.warehouse_dir.parent
    for folder in (home, PROJECT_DIR, Path.cwd()):
        made = [path for path in folder.glob("pwned*") if path.is_file()]
        assert made == [], folder
    assert sorted(path.name for path in home.iterdir()) == ["landing", "warehouse"]
    assert not list(refreshed.settings.warehouse_dir.rglob("*pwned*"))


def test_unknown_tables_are_told_and_left(refreshed: Refreshed) -> None:
    assert "no; such $(touch pwned) table" not in distinct(
        refreshed, "audit.load_ledger", "table_name"
    )


def test_commands_take_names_for_names(refreshed: Refreshed, tmp_path: Path) -> None:
    for word in HOSTILE:
        done = command(refreshed.settings, "explain", "--", word, "2025-04")
        assert done.code in (0, 2) and "Traceback" not in done.err, word
    for mart in ("marts.scorecard; drop table x", "../landing.tickets", "landing.tickets", '"'):
        done = command(refreshed.settings, "export", mart, str(tmp_path / "x.csv"))
        assert done.code == 2 and "there is no" in done.err
        assert not (tmp_path / "x.csv").exists()


def test_a_terminal_shows_what_it_is_told_to(refreshed: Refreshed) -> None:
    """No line break, escape or change of direction from a file name."""
    done = command(refreshed.settings, "status")
    assert done.code == 0
    shown = done.out.replace("\n", "")
    assert [sign for sign in shown if unicodedata.category(sign) in ("Cc", "Cf", "Cs")] == []


def test_an_export_holds_no_formula(refreshed: Refreshed, tmp_path: Path) -> None:
    path = tmp_path / "agents.csv"
    done = command(refreshed.settings, "export", "dim_agent", str(path))
    assert done.code == 0 and done.out.startswith(f"{len(HOSTILE) + 13} rows")
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert all(not cell.startswith(FORMULA_STARTS) for row in rows for cell in row.values())
    assert {row["name"].removeprefix("'") for row in rows} >= set(HOSTILE)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert path.stat().st_mode & 0o007 == 0


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+86 139", "'+86 139"),
        ("-x", "'-x"),
        ("@a", "'@a"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        ("plain =", "plain ="),
        ("", ""),
        (None, None),
        (-1.5, -1.5),
        (-2, -2),
        (True, "true"),
        (["=1"], "['=1']"),
    ],
)
def test_what_a_spreadsheet_takes_for_a_formula(value: object, written: object) -> None:
    assert safe(value) == written
