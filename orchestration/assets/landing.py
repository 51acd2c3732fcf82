"""The landing tables: what users delivered, typed and accounted for."""

from collections.abc import Iterator, Mapping
from typing import Any

from dagster import (
    AssetExecutionContext,
    AssetsDefinition,
    AssetSpec,
    MaterializeResult,
    multi_asset,
)

from orchestration.assets.names import POOL, REFRESH, landing_keys, landing_sources
from orchestration.refresh import Refresh


def landing_assets(manifest: Mapping[str, Any]) -> AssetsDefinition:
    """One asset per declared table; all are loaded in one go."""
    keys = landing_keys(manifest)
    sources = landing_sources(manifest)

    @multi_asset(
        name="landing",
        specs=[
            AssetSpec(
                key,
                group_name="landing",
                description=sources[table]["description"],
                kinds={"duckdb"},
            )
            for table, key in keys.items()
        ],
        required_resource_keys={REFRESH},
        pool=POOL,
    )
    def landing(context: AssetExecutionContext) -> Iterator[MaterializeResult]:
        refresh: Refresh = context.resources.refresh
        refresh.discover()
        report = refresh.load()
        for warning in report.warnings:
            context.log.warning(str(warning))
        context.log.info(f"{report.rows_read} rows read from {report.files_new} new files")
        for key in keys.values():
            yield MaterializeResult(asset_key=key, metadata={"build_id": refresh.build_id})

    return landing
