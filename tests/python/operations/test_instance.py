"""What Dagster is told to do by itself: times, pools, monitoring, retries, freshness."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from dagster import (
    AssetKey,
    DagsterInstance,
    DefaultScheduleStatus,
    DefaultSensorStatus,
    Definitions,
    RunRequest,
    SkipReason,
    build_schedule_context,
)

from orchestration.assembly import assemble
from orchestration.assets.names import FRESH, POOL
from orchestration.settings import Settings
from orchestration.unattended import is_unattended
from tests.python.operations.test_new_files import pretend_published

pytestmark = pytest.mark.slow


@pytest.fixture
def definitions(small: Settings) -> Definitions:
    return assemble(small)


def test_dagster_watches_runs_retries_dead_ones_and_lets_one_write(
    instance: DagsterInstance,
) -> None:
    assert instance.run_monitoring_enabled and instance.run_retries_enabled
    assert instance.run_retries_max_retries == 2
    assert not instance.run_retries_retry_on_asset_or_op_failure
    assert instance.freshness_enabled
    settings = instance.get_concurrency_config()
    assert settings.pool_config.default_pool_limit == 1
    assert settings.pool_config.pool_granularity is not None
    assert settings.pool_config.pool_granularity.value == "run"


def test_every_job_writes_in_the_pool_and_begins_anew(definitions: Definitions) -> None:
    for name in ("refresh", "backfill", "monthly_appraisal"):
        job = definitions.resolve_job_def(name)
        assert {node.definition.pool for node in job.graph.nodes} == {POOL}, name
        assert job.executor_def.name == "in_process"
    for name in ("refresh", "backfill"):
        assert definitions.resolve_job_def(name).tags["dagster/retry_strategy"] == "ALL_STEPS"


@pytest.mark.parametrize(
    ("name", "cron"), [("daily_refresh", "0 2 * * *"), ("monthly_appraisal", "0 3 8 * *")]
)
def test_schedules_run_by_the_clock_of_the_business(small: Settings, name: str, cron: str) -> None:
    definitions = assemble(replace(small, business_timezone="Europe/Berlin"))
    schedule = definitions.resolve_schedule_def(name)
    assert schedule.default_status == DefaultScheduleStatus.RUNNING
    assert (schedule.cron_schedule, schedule.execution_timezone) == (cron, "Europe/Berlin")


def test_the_daily_refresh_skips_when_nothing_is_new(small: Settings) -> None:
    schedule = assemble(small).resolve_schedule_def("daily_refresh")

    def tick() -> object:
        with build_schedule_context(scheduled_execution_time=datetime(2026, 1, 1)) as context:
            return schedule(context)

    asked = tick()
    assert isinstance(asked, RunRequest) and is_unattended(asked.tags)
    pretend_published(small)
    assert isinstance(tick(), SkipReason)


def test_all_sensors_run_without_being_switched_on(definitions: Definitions) -> None:
    assert definitions.sensors is not None
    assert {(each.name, each.default_status) for each in definitions.sensors} == {
        (name, DefaultSensorStatus.RUNNING)
        for name in ("new_files", "dead_runs", "failed_runs", "succeeded_runs", "notifications")
    }


def test_marts_must_be_fresh_and_nothing_else(definitions: Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    policies = {key: graph.get(key).freshness_policy for key in graph.materializable_asset_keys}
    marts = {AssetKey(["marts", "fct_ticket"]), AssetKey(["marts", "ticket_count"])}
    assert {key for key, policy in policies.items() if policy is not None} == marts
    assert {policies[key] for key in marts} == {FRESH}
    assert FRESH.fail_window.to_timedelta() > timedelta(days=2)
