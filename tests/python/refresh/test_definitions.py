"""What Dagster shows is what dbt defines, no more and no less."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from dagster import AssetKey, Definitions

from orchestration.assembly import assemble
from orchestration.assets.names import GUARD, NOTIFIED, POOL, PUBLISHED, landing_keys
from orchestration.dbt_process import current_manifest
from orchestration.settings import Settings, read_settings

pytestmark = pytest.mark.slow


@pytest.fixture
def definitions(small: Settings) -> Definitions:
    return assemble(small)


def test_the_small_project_is_shown_whole(definitions: Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    assert {key.to_user_string() for key in graph.materializable_asset_keys} == {
        "landing/tickets",
        "guard",
        "staging/stg_landing__tickets",
        "intermediate/int_ticket",
        "marts/fct_ticket",
        "marts/ticket_count",
        "catalogue/limits",
        "published_warehouse",
        "notifications",
    }


def test_lineage_runs_from_the_landing_through_the_guard_to_the_readers(
    definitions: Definitions,
) -> None:
    graph = definitions.resolve_asset_graph()
    tickets, staged = (
        AssetKey(["landing", "tickets"]),
        AssetKey(["staging", "stg_landing__tickets"]),
    )
    assert graph.get(GUARD).parent_keys == {tickets}
    assert graph.get(staged).parent_keys == {tickets, GUARD}
    assert graph.get(AssetKey(["marts", "fct_ticket"])).parent_keys == {
        AssetKey(["intermediate", "int_ticket"])
    }
    assert AssetKey(["marts", "ticket_count"]) in graph.get(PUBLISHED).parent_keys


def test_checks_stand_for_dbt_tests_expectations_and_accounting(definitions: Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    assert {(key.asset_key.to_user_string(), key.name) for key in graph.asset_check_keys} == {
        ("landing/tickets", "expectations"),
        ("staging/stg_landing__tickets", "unique_stg_landing__tickets_ticket_id"),
        ("staging/stg_landing__tickets", "not_null_stg_landing__tickets_ticket_id"),
        ("marts/fct_ticket", "unique_fct_ticket_ticket_id"),
        ("published_warehouse", "row_accounting"),
    }


def test_whatever_writes_is_in_one_pool(definitions: Definitions) -> None:
    job = definitions.resolve_job_def("refresh")
    pools = {node.name: node.definition.pool for node in job.graph.nodes}
    steps = ("landing", "guard", "models", "publish", "notifications")
    assert pools == dict.fromkeys(steps, POOL)
    assert job.executor_def.name == "in_process"


def test_the_schedule_is_at_two_in_the_business_time_zone(small: Settings) -> None:
    elsewhere = replace(small, business_timezone="America/New_York")
    schedule = assemble(elsewhere).resolve_schedule_def("daily_refresh")
    assert schedule.cron_schedule == "0 2 * * *"
    assert schedule.execution_timezone == "America/New_York"
    assert schedule.job_name == "refresh"


def test_every_model_and_seed_of_the_project_is_an_asset(tmp_path: Path) -> None:
    settings = read_settings({"WAREHOUSE_DIR": str(tmp_path)})
    manifest = json.loads(current_manifest(settings).read_text(encoding="utf-8"))
    graph = assemble(settings).resolve_asset_graph()
    built = {
        AssetKey([node["schema"], node["name"]])
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed")
        and node["config"]["materialized"] != "ephemeral"
    }
    landing = set(landing_keys(manifest).values())
    assert graph.materializable_asset_keys == built | landing | {GUARD, PUBLISHED, NOTIFIED}
