"""Whole refreshes of a small project: what they leave, and what a crash cannot do."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from conftest import deliver
from killed_refresh import without_great_expectations

from orchestration.dbt_process import BuildError
from orchestration.guard import Verdict
from orchestration.journal import open_runs
from orchestration.landing import load
from orchestration.lock import current_holder
from orchestration.progress import Progress
from orchestration.refresh import Outcome, run_refresh
from orchestration.settings import PROJECT_DIR, Settings

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
KILLED_AT = [
    ("orchestration.refresh", "Refresh.guard", 1),
    ("orchestration.transform", "NodeResult", 2),
    ("orchestration.refresh", "write_parquet", 1),
    ("orchestration.publish", "keep_current", 1),
    ("orchestration.journal", "write_last", 1),
]
KILLED_AT_NIGHT = [
    ("orchestration.landing.load", "settle", 1),
    ("orchestration.published_file", "_describe", 1),
    ("orchestration.publish", "replace_file", 1),
    ("orchestration.publish", "replace_file", 2),
    ("orchestration.publish", "point_current_at", 1),
    ("orchestration.publish", "prune", 1),
]


@pytest.fixture(autouse=True)
def no_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    """Great Expectations has tests of its own."""
    monkeypatch.setattr(load, "judge_files", load.judge_files)
    monkeypatch.setattr(load, "import_meanwhile", load.import_meanwhile)
    without_great_expectations()


def refreshed(settings: Settings) -> Outcome:
    return run_refresh(settings, Progress(quiet=True))


def marts(settings: Settings) -> list[tuple[object, ...]]:
    with duckdb.connect(str(settings.published_file), read_only=True) as reader:
        rows = reader.execute("select * from marts.fct_ticket order by all").fetchall()
        count = reader.execute("select tickets from marts.ticket_count").fetchone()
    assert count == (len(rows),)
    return rows


def killed(settings: Settings, module: str, name: str, call: int) -> None:
    """A refresh in a process of its own that is killed at a certain place."""
    arguments = [str(settings.project_dir), module, name, str(call)]
    environment = {
        **os.environ,
        "LANDING_DIR": str(settings.landing_dir),
        "WAREHOUSE_DIR": str(settings.warehouse_dir),
        "PYTHONPATH": str(PROJECT_DIR),
    }
    done = subprocess.run(
        [sys.executable, str(HERE / "killed_refresh.py"), *arguments], env=environment, check=False
    )
    assert done.returncode == -signal.SIGKILL


def copied_project(settings: Settings, target: Path) -> Path:
    """The project somewhere else, to be changed there."""
    shutil.copytree(settings.project_dir, target, ignore=shutil.ignore_patterns("parsed"))
    return target


def dbt_is_gone(settings: Settings) -> bool:
    """Whether no process works in the working folder any more."""
    for _ in range(50):
        lines = [
            path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()
        ]
        if not any(str(settings.work_dir).encode() in line for line in lines):
            return True
        time.sleep(0.1)
    return False


def test_what_the_judge_takes_is_not_the_load_s(
    small: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(*arguments: object) -> Verdict:
        time.sleep(3)
        return Verdict({}, [])

    monkeypatch.setattr(load, "judge_files", slowly)
    refreshed(small)
    with duckdb.connect(str(small.published_file), read_only=True) as reader:
        steps = dict(reader.execute("select step, seconds from audit.refresh_step").fetchall())
    assert steps["guard"] >= 3
    assert 0 < steps["load"] < 3


def test_a_refresh_a_second_one_and_a_delivery(small: Settings) -> None:
    first = refreshed(small)
    assert first.is_new and first.load is not None
    assert (first.load.rows_read, len(marts(small))) == (34, 29)

    again = refreshed(small)
    assert (again.is_new, again.build_id) == (False, first.build_id)

    deliver(small, "third.csv", 30, 33)
    second = refreshed(small)
    assert second.is_new and second.load is not None and second.changed == ["files"]
    assert (second.load.files_new, len(marts(small))) == (1, 32)

    with duckdb.connect(str(small.published_file), read_only=True) as reader:
        outcomes = reader.execute(
            "select build_id, outcome, rows_read from audit.refresh order by all"
        ).fetchall()
        assert outcomes == [
            (first.build_id, "published", 34),
            (second.build_id, "published", 3),
        ]
        steps = reader.execute(
            "select list(step order by rowid) from audit.refresh_step group by build_id"
        ).fetchall()
        done = ["discover", "load", "guard", "build", "audit"]
        assert sorted(steps) == [(done,), ([*done, "publish"],)]
        accounting = reader.execute("from audit.row_accounting").fetchall()
        assert accounting == [("tickets", 37, 32, 0, 5, 32, True)]
        assert ("fct_ticket", "int_ticket", None) in reader.execute("from audit.lineage").fetchall()
        checks = reader.execute(
            "select kind, count(*), bool_and(passed) from audit.check_result group by all"
        ).fetchall()
        assert ("dbt_test", 6, True) in checks and ("row_accounting", 2, True) in checks
    assert not small.work_dir.exists()
    assert open_runs(small) == []


@pytest.mark.parametrize(
    "places",
    [
        pytest.param(KILLED_AT, id="often"),
        pytest.param(KILLED_AT_NIGHT, id="nightly", marks=pytest.mark.nightly),
    ],
)
def test_a_crash_anywhere_leaves_what_people_read_and_is_healed(
    small: Settings, places: list[tuple[str, str, int]]
) -> None:
    refreshed(small)
    before = small.published_file.read_bytes()
    deliver(small, "third.csv", 25, 40)
    for place in places:
        killed(small, *place)
        assert dbt_is_gone(small), place
        assert current_holder(small.lock_file) is None
        if small.published_file.read_bytes() != before:
            assert len(marts(small)) == 39, place
    outcome = refreshed(small)
    assert outcome.is_new

    elsewhere = replace(small, warehouse_dir=small.warehouse_dir.with_name("clean"))
    refreshed(elsewhere)
    assert marts(small) == marts(elsewhere)
    with duckdb.connect(str(small.published_file), read_only=True) as reader:
        outcomes = dict(
            reader.execute("select outcome, count(*) from audit.refresh group by all").fetchall()
        )
    assert sum(outcomes.values()) == len(places) + 2
    assert set(outcomes) <= {"published", "crashed", "interrupted"}
    assert outcomes["published"] >= 2
    assert not small.work_dir.exists()
    assert open_runs(small) == []


def test_a_failed_test_publishes_nothing_and_says_why(small: Settings, tmp_path: Path) -> None:
    refreshed(small)
    before = small.published_file.read_bytes()
    project = copied_project(small, tmp_path / "broken")
    (project / "models" / "intermediate" / "int_ticket.sql").write_text(
        "select * from {{ ref('stg_landing__tickets') }}"
        " union all select * from {{ ref('stg_landing__tickets') }}"
    )
    with pytest.raises(BuildError, match="unique_fct_ticket_ticket_id: fail"):
        refreshed(replace(small, project_dir=project))
    assert small.published_file.read_bytes() == before
    [run] = open_runs(small)
    assert run.outcome == "failed" and "unique_fct_ticket" in str(run.reason)
    assert [check["name"] for check in run.failed_checks] == ["unique_fct_ticket_ticket_id"]

    assert not refreshed(small).is_new
    deliver(small, "third.csv", 30, 33)
    refreshed(small)
    with duckdb.connect(str(small.published_file), read_only=True) as reader:
        failed = reader.execute(
            "select reason from audit.refresh where outcome = 'failed'"
        ).fetchall()
        assert failed == [(run.reason,)]
        checks = reader.execute(
            "select name from audit.check_result where build_id = ? and not passed", [run.build_id]
        ).fetchall()
        assert checks == [("unique_fct_ticket_ticket_id",)]


def test_an_alias_or_time_zone_changed_everything_is_read_again(small: Settings) -> None:
    refreshed(small)
    elsewhere = replace(small, business_timezone="Europe/Berlin")
    outcome = refreshed(elsewhere)
    assert outcome.load is not None
    assert outcome.load.files_new == 2
    assert [row[1].hour for row in marts(elsewhere)] == [9] * 29  # type: ignore[attr-defined]


def test_a_model_that_is_none_any_more_leaves_the_store(small: Settings, tmp_path: Path) -> None:
    refreshed(small)
    project = copied_project(small, tmp_path / "renamed")
    models = project / "models"
    (models / "intermediate" / "int_ticket.sql").rename(models / "intermediate" / "int_case.sql")
    (models / "marts" / "fct_ticket.sql").write_text(
        "select * from {{ ref('int_case') }} order by ticket_id"
    )
    renamed = replace(small, project_dir=project)
    assert refreshed(renamed).is_new
    assert len(marts(renamed)) == 29
    with duckdb.connect(str(small.store_file), read_only=True) as reader:
        found = reader.execute(
            "select table_name from information_schema.tables"
            " where table_schema in ('staging', 'intermediate') order by all"
        ).fetchall()
    assert found == [("int_case",), ("stg_landing__tickets",)]
