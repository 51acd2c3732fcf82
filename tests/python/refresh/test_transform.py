"""Only this invocation's complete and good results let a build pass."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from orchestration.checks import dbt_checks, failed_errors
from orchestration.dbt_process import BuildError
from orchestration.horizon import Horizon
from orchestration.transform import (
    BuildPlan,
    BuildResult,
    NodeResult,
    read_run_results,
    require_complete,
)


def node(kind: str, name: str, **config: Any) -> dict[str, Any]:
    return {
        "resource_type": kind,
        "name": name,
        "config": {"materialized": kind, "severity": "ERROR"} | config,
        "depends_on": {"nodes": ["model.p.card"]},
        "column_name": None,
    }


MANIFEST = {
    "nodes": {
        "model.p.card": node("model", "card", materialized="table"),
        "model.p.aside": node("model", "aside", materialized="ephemeral"),
        "seed.p.limits": node("seed", "limits"),
        "test.p.unique_card": node("test", "unique_card"),
        "test.p.hint": node("test", "hint", severity="warn"),
    }
}


def results(**statuses: str) -> BuildResult:
    """A build in which everything is good but for what is named."""
    found = {
        "model.p.card": "success",
        "seed.p.limits": "success",
        "test.p.unique_card": "pass",
        "test.p.hint": "pass",
    } | {name.replace("__", "."): status for name, status in statuses.items()}
    return BuildResult(
        MANIFEST,
        [
            NodeResult(unique_id, unique_id.split(".")[0], status, failures=2)
            for unique_id, status in found.items()
            if status != "absent"
        ],
    )


def write_results(path: Path, invocation_id: str) -> None:
    result = {
        "unique_id": "model.p.card",
        "status": "success",
        "execution_time": 1.5,
        "failures": None,
        "message": "OK",
    }
    words = {"metadata": {"invocation_id": invocation_id}, "results": [result]}
    path.write_text(json.dumps(words), encoding="utf-8")


def test_results_of_this_invocation_are_read(tmp_path: Path) -> None:
    write_results(tmp_path / "run_results.json", "this")
    assert read_run_results(tmp_path / "run_results.json", "this") == [
        NodeResult("model.p.card", "model", "success", 1.5, None, "OK")
    ]


@pytest.mark.parametrize("invocation_id", ["this", ""])
def test_stale_results_do_not_pass(tmp_path: Path, invocation_id: str) -> None:
    write_results(tmp_path / "run_results.json", "earlier")
    with pytest.raises(BuildError, match="earlier"):
        read_run_results(tmp_path / "run_results.json", invocation_id)


def test_absent_results_do_not_pass(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="no run_results"):
        read_run_results(tmp_path / "run_results.json", "this")


def test_a_complete_build_passes() -> None:
    require_complete(results())
    require_complete(results(test__p__hint="warn"))


@pytest.mark.parametrize(
    ("statuses", "words"),
    [
        ({"model__p__card": "error"}, "card: error"),
        ({"model__p__card": "absent"}, r"did not build model\.p\.card"),
        ({"model__p__card": "skipped"}, r"did not build model\.p\.card"),
        ({"seed__p__limits": "absent"}, r"did not build seed\.p\.limits"),
        ({"test__p__unique_card": "fail"}, "unique_card: fail"),
        ({"test__p__unique_card": "error"}, "unique_card: error"),
        ({"test__p__unique_card": "absent"}, "did not run test"),
    ],
)
def test_anything_less_does_not(statuses: dict[str, str], words: str) -> None:
    with pytest.raises(BuildError, match=words):
        require_complete(results(**statuses))


def test_verdicts_of_dbt_tests() -> None:
    checks = dbt_checks(results(test__p__unique_card="fail", test__p__hint="warn"))
    assert [(check.name, check.table_name, check.passed) for check in checks] == [
        ("unique_card", "card", False),
        ("hint", "card", False),
    ]
    assert [check.name for check in failed_errors(checks)] == ["unique_card"]
    assert checks[0].rows_failed == 2


def test_a_test_that_could_not_run_did_not_pass() -> None:
    checks = dbt_checks(results(test__p__unique_card="error"))
    assert not checks[0].passed


def test_a_refresh_runs_no_unit_tests() -> None:
    assert "unit_test" in BuildPlan().commands()
    assert "--full-refresh" in BuildPlan().commands()
    later = BuildPlan(rebuilt_from=Horizon.of(date(2025, 11, 20)))
    assert "--full-refresh" not in later.commands()
    # A Thursday; the quarter began on Wednesday, 2025-10-01.
    assert later.environment() == {
        "WAREHOUSE_EVENTS_REBUILT_FROM": "2025-11-17",
        "WAREHOUSE_PERIODS_REBUILT_FROM": "2025-09-29",
    }


def test_what_is_made_of_seeds_alone_stays_where_a_build_begins_at_a_date() -> None:
    parents = {
        "seed.p.limits": [],
        "model.p.scale": ["seed.p.limits"],
        "test.p.scale_is_good": ["model.p.scale"],
        "model.p.card": ["model.p.scale", "source.p.rows"],
        "test.p.card_has_limit": ["model.p.card", "seed.p.limits"],
    }
    manifest = {"nodes": {name: {} for name in parents}, "parent_map": parents}
    later = BuildPlan(rebuilt_from=Horizon.of(date(2025, 11, 20)))
    assert later.kept(manifest) == {"seed.p.limits", "model.p.scale", "test.p.scale_is_good"}
    assert BuildPlan().kept(manifest) == frozenset()
    assert later.commands(["scale", "limits"])[-3:] == ["--exclude", "limits", "scale"]


def test_what_was_kept_need_not_be_built_again() -> None:
    result = results(seed__p__limits="absent")
    result.kept = frozenset({"seed.p.limits"})
    require_complete(result)
