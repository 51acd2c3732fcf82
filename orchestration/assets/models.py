"""Every dbt model and seed as an asset, every dbt test as a check of it."""

from collections.abc import Iterator, Mapping
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetsDefinition,
    MaterializeResult,
)
from dagster_dbt import dbt_assets
from dagster_dbt.asset_utils import DAGSTER_DBT_UNIQUE_ID_METADATA_KEY as UNIQUE_ID

from orchestration.assets.names import POOL, REFRESH, WarehouseTranslator
from orchestration.refresh import Refresh
from orchestration.transform import NodeResult


def model_assets(manifest: Mapping[str, Any]) -> AssetsDefinition:
    """dbt's graph, built by our own dbt process: the same one as on the command line."""

    @dbt_assets(
        manifest=manifest,
        exclude="resource_type:unit_test",
        name="models",
        dagster_dbt_translator=WarehouseTranslator(),
        required_resource_keys={REFRESH},
        pool=POOL,
    )
    def models(context: AssetExecutionContext) -> Iterator[MaterializeResult | AssetCheckResult]:
        refresh: Refresh = context.resources.refresh
        assets = {spec.metadata[UNIQUE_ID]: spec.key for spec in context.assets_def.specs}
        checks = {spec.metadata[UNIQUE_ID]: spec for spec in context.assets_def.check_specs}
        for node in refresh.build():
            if node.unique_id in checks:
                yield test_verdict(checks[node.unique_id], node)
            elif node.unique_id in assets and node.is_good:
                yield MaterializeResult(asset_key=assets[node.unique_id])

    return models


def test_verdict(spec: AssetCheckSpec, node: NodeResult) -> AssetCheckResult:
    """One dbt test as Dagster shows it; dbt's severity is kept in whether the check blocks."""
    return AssetCheckResult(
        asset_key=spec.asset_key,
        check_name=spec.name,
        passed=node.status == "pass",
        severity=AssetCheckSeverity.ERROR if spec.blocking else AssetCheckSeverity.WARN,
        metadata={"status": node.status},
    )
