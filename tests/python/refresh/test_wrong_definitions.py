"""A wrong seed stops a refresh before it reads a file, and a mended one goes through."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from conftest import deliver
from killed_refresh import without_great_expectations

from orchestration import refresh
from orchestration.assembly import assemble
from orchestration.dagster_run import QUIET
from orchestration.journal import open_runs
from orchestration.landing import load
from orchestration.progress import Progress
from orchestration.refresh import run_refresh
from orchestration.seed_files import DefinitionError
from orchestration.settings import PROJECT_DIR, Settings

pytestmark = pytest.mark.slow

SEEDS = """
version: 2
seeds:
  - name: limits
    config: {column_types: {name: varchar, value: integer}}
    columns: [{name: name}, {name: value}]
"""
FAULTS = """
{{ config(tags=['definitions']) }}
{%- set faults -%}
select
    'seeds/limits.csv' as file, 'row ' || name as entry, 'the limit is ' || value as problem,
    'Choose one up to 10' as mend
from {{ ref('limits') }}
where value > 10
{%- endset -%}
{{ report_faults(faults) }}
"""


@pytest.fixture
def own_project(small: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The small project as a copy that the test may edit, with a rule for its seed."""
    project = tmp_path / "project"
    shutil.copytree(small.project_dir, project, ignore=shutil.ignore_patterns("parsed"))
    for name in ("report_faults", "seed_file"):
        shutil.copy(PROJECT_DIR / "macros" / "definitions" / f"{name}.sql", project / "macros")
    (project / "seeds" / "_seeds.yml").write_text(SEEDS, encoding="utf-8")
    (project / "tests").mkdir()
    (project / "tests" / "limit_faults.sql").write_text(FAULTS, encoding="utf-8")
    monkeypatch.setattr(load, "judge_files", load.judge_files)
    monkeypatch.setattr(load, "import_meanwhile", load.import_meanwhile)
    without_great_expectations()
    return replace(small, project_dir=project)


def write_limit(settings: Settings, value: str) -> None:
    (settings.project_dir / "seeds" / "limits.csv").write_text(
        f"name,value\na,{value}\n", encoding="utf-8"
    )


def published_limit(settings: Settings) -> object:
    with duckdb.connect(str(settings.published_file), read_only=True) as reader:
        row = reader.execute("select value from catalogue.limits").fetchone()
    return row and row[0]


def test_a_wrong_seed_stops_the_refresh_until_it_is_mended(
    own_project: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    progress = Progress()
    run_refresh(own_project, progress)
    before = own_project.published_file.read_bytes()
    deliver(own_project, "third.csv", 30, 40)

    def never(*arguments: object, **options: object) -> None:
        raise AssertionError("a file was read although the definitions are wrong")

    with monkeypatch.context() as patched:
        patched.setattr(refresh.Refresh, "load", never)
        for value, fault in (
            ("11", "seeds/limits.csv, row a: the limit is 11. Choose one up to 10"),
            ("ten", "seeds/limits.csv, line 2, column value: holds ten. Write a whole number"),
        ):
            write_limit(own_project, value)
            with pytest.raises(DefinitionError, match=fault):
                run_refresh(own_project, progress)
            assert own_project.published_file.read_bytes() == before
            noted = open_runs(own_project)[-1]
            assert noted.outcome == "failed" and fault in (noted.reason or "")

    # The process that judged the definitions builds, too: into the real files.
    write_limit(own_project, "9")
    run_refresh(own_project, progress)
    assert published_limit(own_project) == 9
    with duckdb.connect(str(own_project.published_file), read_only=True) as reader:
        assert reader.execute("select tickets from marts.ticket_count").fetchone() == (39,)


def test_the_first_refresh_through_dagster_says_it_too(own_project: Settings) -> None:
    """It leaves definitions to the build; Dagster ends there, and the reason must not be lost."""
    write_limit(own_project, "11")
    job = assemble(own_project).resolve_job_def("refresh")
    assert not job.execute_in_process(run_config=QUIET, raise_on_error=False).success
    assert not own_project.published_file.exists()
    noted = open_runs(own_project)[-1]
    assert noted.outcome == "failed"
    assert "seeds/limits.csv, row a: the limit is 11. Choose one up to 10" in (noted.reason or "")
    assert [check["name"] for check in noted.failed_checks] == ["limit_faults"]
