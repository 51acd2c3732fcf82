"""One shape for every verdict of a refresh: expectations at the gate, dbt tests, row accounting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from orchestration.transform import BuildResult


@dataclass(frozen=True)
class CheckResult:
    """One row of `audit.check_result`, but for the build's id.

    ``severity`` error keeps the build from being published; warn is only reported. ``observed`` is
    a count or a phrase of ours, never a value from a file: those may be personal.
    """

    name: str
    kind: str
    table_name: str | None
    column_name: str | None
    severity: str
    observed: str
    passed: bool
    rows_failed: int | None

    @property
    def stops_publishing(self) -> bool:
        return not self.passed and self.severity == "error"


def dbt_checks(result: BuildResult) -> list[CheckResult]:
    """The verdicts of dbt's data tests. One that could not run counts as failed, and says so."""
    return [
        _dbt_check(result.manifest["nodes"][node.unique_id], node.status, node.failures)
        for node in result.nodes
        if node.resource_type == "test"
    ]


def failed_errors(checks: Iterable[CheckResult]) -> list[CheckResult]:
    """The checks that forbid publishing."""
    return [check for check in checks if check.stops_publishing]


def _dbt_check(node: dict[str, Any], status: str, failures: int | None) -> CheckResult:
    tested = node.get("attached_node") or _only(node["depends_on"]["nodes"])
    observed = status if failures is None else f"{failures} rows fail"
    return CheckResult(
        name=node["name"],
        kind="dbt_test",
        table_name=tested.split(".")[-1] if tested else None,
        column_name=node.get("column_name"),
        severity=node["config"]["severity"].lower(),
        observed=observed,
        passed=status == "pass",
        rows_failed=failures,
    )


def _only(names: list[str]) -> str | None:
    return names[0] if len(names) == 1 else None
