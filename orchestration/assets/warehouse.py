"""The published warehouse: audited, then put in place of the one that people read."""

from collections.abc import Iterator

from dagster import (
    AssetCheckResult,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetsDefinition,
    AssetSpec,
    MaterializeResult,
    multi_asset,
)

from orchestration.assets.names import POOL, PUBLISHED, REFRESH, ROW_ACCOUNTING
from orchestration.refresh import Refresh


def published_asset(models: AssetsDefinition) -> AssetsDefinition:
    """Audit and publish; everything that dbt builds has to be there first."""

    @multi_asset(
        name="publish",
        specs=[
            AssetSpec(
                PUBLISHED,
                deps=[*models.keys],
                group_name="published",
                description="warehouse.duckdb and the Parquet files of the marts.",
                kinds={"duckdb", "parquet"},
            )
        ],
        check_specs=[AssetCheckSpec(ROW_ACCOUNTING, asset=PUBLISHED)],
        required_resource_keys={REFRESH},
        pool=POOL,
    )
    def publish(context: AssetExecutionContext) -> Iterator[MaterializeResult | AssetCheckResult]:
        refresh: Refresh = context.resources.refresh
        accounts = [check for check in refresh.audit() if check.kind == ROW_ACCOUNTING]
        outcome = refresh.publish()
        yield MaterializeResult(
            asset_key=PUBLISHED,
            metadata={"build_id": outcome.build_id, "dagster/row_count": outcome.rows_published},
        )
        yield AssetCheckResult(
            asset_key=PUBLISHED,
            check_name=ROW_ACCOUNTING,
            passed=all(check.passed for check in accounts),
            metadata={check.table_name or "": check.observed for check in accounts},
        )

    return publish
