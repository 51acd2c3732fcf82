"""The asset keys that several modules must agree on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from dagster import AssetKey, AssetSpec, FreshnessPolicy
from dagster_dbt import DagsterDbtTranslator, DbtProject

GUARD = AssetKey(["guard"])
PUBLISHED = AssetKey(["published_warehouse"])
NOTIFIED = AssetKey(["notifications"])
EXPECTATIONS = "expectations"
ROW_ACCOUNTING = "row_accounting"
# Everything that writes the warehouse shares this pool, whose limit is 1.
POOL = "warehouse"
REFRESH = "refresh"
MARTS = "marts"
# Refreshed daily: a day and two hours is late, two days and two hours is a fault.
FRESH = FreshnessPolicy.time_window(
    warn_window=timedelta(hours=26), fail_window=timedelta(hours=50)
)


class WarehouseTranslator(DagsterDbtTranslator):
    """dbt's own lineage, with the guard behind the landing tables and marts that must be fresh."""

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> AssetSpec:
        spec = super().get_asset_spec(manifest, unique_id, project)
        if spec.key.path[0] == MARTS:
            spec = spec.replace_attributes(freshness_policy=FRESH)
        parents = manifest["parent_map"].get(unique_id, [])
        if any(parent.startswith("source.") for parent in parents):
            return spec.replace_attributes(deps=[*spec.deps, GUARD])
        return spec


def landing_sources(manifest: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """What dbt knows of every table that users deliver, by the table's name."""
    return {
        source["name"]: source
        for source in manifest["sources"].values()
        if source["schema"] == "landing"
    }


def landing_keys(manifest: Mapping[str, Any]) -> dict[str, AssetKey]:
    """The assets of those tables."""
    translator = WarehouseTranslator()
    sources = landing_sources(manifest)
    return {name: translator.get_asset_key(source) for name, source in sources.items()}
