"""The landing tables: what users delivered, typed and accounted for."""

from collections.abc import Iterator, Mapping
from typing import Any

import duckdb
from dagster import (
    AssetExecutionContext,
    AssetsDefinition,
    AssetSpec,
    MaterializeResult,
    RetryRequested,
    multi_asset,
)

from orchestration.assets.names import POOL, REFRESH, landing_keys, landing_sources
from orchestration.plain_words import words_of
from orchestration.refresh import Refresh
from orchestration.settings import SettingsError
from orchestration.unattended import RETRIES, is_unattended, seconds_to_wait

# A share that is away for a while: files that cannot be read, or a landing that seems empty.
MAY_PASS = (OSError, duckdb.IOException, SettingsError)


def landing_assets(manifest: Mapping[str, Any]) -> AssetsDefinition:
    """One asset per declared table; all are loaded in one go.

    Where nobody waits, what may pass is tried again after a while: nothing was touched until then.
    """
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
        try:
            refresh.discover()
            report = refresh.load()
        except MAY_PASS as error:
            if not is_unattended(context.run.tags):
                raise
            context.log.warning(f"{words_of(error)}: trying again later")
            raise RetryRequested(RETRIES, seconds_to_wait(context.retry_number)) from error
        for warning in report.warnings:
            context.log.warning(str(warning))
        context.log.info(f"{report.rows_read} rows read from {report.files_new} new files")
        for key in keys.values():
            yield MaterializeResult(asset_key=key, metadata={"build_id": refresh.build_id})

    return landing
