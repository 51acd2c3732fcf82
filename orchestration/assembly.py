"""Puts the parts of the Dagster project together, for a given environment."""

from __future__ import annotations

import json

from dagster import Definitions, in_process_executor

from orchestration.assets.guard import guard_asset
from orchestration.assets.landing import landing_assets
from orchestration.assets.models import model_assets
from orchestration.assets.names import REFRESH
from orchestration.assets.notifications import notifications_asset
from orchestration.assets.warehouse import published_asset
from orchestration.dbt_process import current_manifest
from orchestration.jobs import BACKFILL_JOB, REFRESH_JOB, monthly_appraisal, refresh_resource
from orchestration.schedules import daily_refresh, monthly_schedule
from orchestration.sensors import sensors
from orchestration.settings import Settings


def assemble(settings: Settings) -> Definitions:
    """Assets, checks, jobs, schedules, sensors, from the manifest that fits the project's files."""
    manifest = json.loads(current_manifest(settings).read_text(encoding="utf-8"))
    models = model_assets(manifest)
    appraisal = monthly_appraisal(settings)
    return Definitions(
        assets=[
            landing_assets(manifest),
            guard_asset(manifest),
            models,
            published_asset(models),
            notifications_asset(settings),
        ],
        jobs=[REFRESH_JOB, BACKFILL_JOB, appraisal],
        schedules=[daily_refresh(settings), monthly_schedule(settings, appraisal)],
        sensors=sensors(settings),
        resources={REFRESH: refresh_resource(settings)},
        executor=in_process_executor,
    )
