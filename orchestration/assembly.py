"""Puts the parts of the Dagster project together, for a given environment."""

from __future__ import annotations

import json

from dagster import Definitions, in_process_executor

from orchestration.assets.guard import guard_asset
from orchestration.assets.landing import landing_assets
from orchestration.assets.models import model_assets
from orchestration.assets.names import REFRESH
from orchestration.assets.warehouse import published_asset
from orchestration.dbt_process import current_manifest
from orchestration.jobs import REFRESH_JOB, refresh_resource
from orchestration.schedules import daily_refresh
from orchestration.settings import Settings


def assemble(settings: Settings) -> Definitions:
    """Assets, checks, the job and its schedule, from the manifest that fits the project's files."""
    manifest = json.loads(current_manifest(settings).read_text(encoding="utf-8"))
    models = model_assets(manifest)
    return Definitions(
        assets=[
            landing_assets(manifest),
            guard_asset(manifest),
            models,
            published_asset(models),
        ],
        jobs=[REFRESH_JOB],
        schedules=[daily_refresh(settings)],
        resources={REFRESH: refresh_resource(settings)},
        executor=in_process_executor,
    )
