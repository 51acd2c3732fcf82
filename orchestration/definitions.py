"""The project as Dagster sees it: assets, checks, the jobs and their schedules."""

from __future__ import annotations

import json

from dagster import Definitions, in_process_executor

from orchestration.assets.guard import guard_asset
from orchestration.assets.landing import landing_assets
from orchestration.assets.models import model_assets
from orchestration.assets.names import REFRESH
from orchestration.assets.warehouse import published_asset
from orchestration.dbt_process import current_manifest
from orchestration.jobs import REFRESH_JOB, monthly_appraisal, refresh_resource
from orchestration.schedules import daily_refresh, monthly_schedule
from orchestration.settings import Settings, read_settings


def build_definitions(settings: Settings) -> Definitions:
    """Everything, from the manifest that fits the project's files."""
    manifest = json.loads(current_manifest(settings).read_text(encoding="utf-8"))
    models = model_assets(manifest)
    appraisal = monthly_appraisal(settings)
    return Definitions(
        assets=[
            landing_assets(manifest),
            guard_asset(manifest),
            models,
            published_asset(models),
        ],
        jobs=[REFRESH_JOB, appraisal],
        schedules=[daily_refresh(settings), monthly_schedule(settings, appraisal)],
        resources={REFRESH: refresh_resource(settings)},
        executor=in_process_executor,
    )


defs = build_definitions(read_settings())
