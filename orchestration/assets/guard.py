"""The gate: its verdicts are asset checks of the landing tables."""

from collections.abc import Iterator, Mapping
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    AssetSpec,
    MaterializeResult,
    multi_asset,
)

from orchestration.assets.names import EXPECTATIONS, GUARD, POOL, REFRESH, landing_keys
from orchestration.checks import CheckResult
from orchestration.refresh import Refresh


def guard_asset(manifest: Mapping[str, Any]) -> AssetsDefinition:
    """One asset between the landing tables and whatever reads them, with a check per table."""
    keys = landing_keys(manifest)

    @multi_asset(
        name="guard",
        specs=[
            AssetSpec(
                GUARD,
                deps=list(keys.values()),
                group_name="landing",
                description="What every delivery was expected to be like, and was or was not.",
                kinds={"greatexpectations"},
            )
        ],
        check_specs=[AssetCheckSpec(EXPECTATIONS, asset=key) for key in keys.values()],
        allow_arbitrary_check_specs=True,
        required_resource_keys={REFRESH},
        pool=POOL,
    )
    def guard(context: AssetExecutionContext) -> Iterator[MaterializeResult | AssetCheckResult]:
        refresh: Refresh = context.resources.refresh
        verdicts = refresh.guard()
        for table, key in keys.items():
            yield table_verdict(key, [check for check in verdicts if check.table_name == table])
        report = refresh.report
        assert report is not None
        yield MaterializeResult(
            asset_key=GUARD,
            metadata={
                "files_refused": report.files_refused,
                "rows_quarantined": report.rows_quarantined,
                "expectations": len(verdicts),
            },
        )

    return guard


def table_verdict(key: AssetKey, verdicts: list[CheckResult]) -> AssetCheckResult:
    """All expectations of one table as one check; a refused file never stops the others."""
    missed = [check for check in verdicts if not check.passed]
    return AssetCheckResult(
        asset_key=key,
        check_name=EXPECTATIONS,
        passed=not missed,
        severity=AssetCheckSeverity.WARN,
        metadata={
            "expectations": len(verdicts),
            "not_met": {check.name: check.observed for check in missed},
        },
    )
