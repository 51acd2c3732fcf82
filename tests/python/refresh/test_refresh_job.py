"""The Dagster job does what the command line does, and shows it."""

from __future__ import annotations

import duckdb
import pytest
from killed_refresh import without_great_expectations

from orchestration.assembly import assemble
from orchestration.dagster_run import QUIET
from orchestration.instance import CONFIGURATION, dagster_home
from orchestration.landing import load
from orchestration.lock import refresh_lock
from orchestration.settings import Settings

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def no_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "judge_files", load.judge_files)
    monkeypatch.setattr(load, "import_meanwhile", load.import_meanwhile)
    without_great_expectations()


def test_a_run_materialises_checks_and_publishes(small: Settings) -> None:
    definitions = assemble(small)
    job = definitions.resolve_job_def("refresh")
    result = job.execute_in_process(run_config=QUIET)
    assert result.success
    graph = definitions.resolve_asset_graph()
    made = {event.asset_key for event in result.get_asset_materialization_events()}
    assert made == graph.materializable_asset_keys
    checked = {(each.asset_key, each.check_name) for each in result.get_asset_check_evaluations()}
    assert checked == {(key.asset_key, key.name) for key in graph.asset_check_keys}
    assert all(each.passed for each in result.get_asset_check_evaluations())
    with duckdb.connect(str(small.published_file), read_only=True) as reader:
        assert reader.execute("select tickets from marts.ticket_count").fetchone() == (29,)


def test_a_run_that_finds_the_lock_taken_fails_and_says_by_whom(small: Settings) -> None:
    job = assemble(small).resolve_job_def("refresh")
    with refresh_lock(small.lock_file, "demo"):
        result = job.execute_in_process(run_config=QUIET, raise_on_error=False)
    assert not result.success
    words = " ".join(str(event.event_specific_data) for event in result.all_events)
    assert "a demo is running since" in words
    assert not small.published_file.exists()


def test_dagsters_home_watches_runs_and_lets_one_write(small: Settings) -> None:
    home = dagster_home(small)
    assert home == small.state_dir / "dagster"
    (home / "dagster.yaml").write_text("telemetry: {enabled: true}")
    assert (dagster_home(small) / "dagster.yaml").read_text() == CONFIGURATION
