"""Building the models with dbt, and believing only what this very invocation reports.

A file `run_results.json` that lies around says nothing about the build that just ran: it may be an
older one's, or dbt may have stopped before it wrote a new one. So every build has an empty target
folder, the results must carry the invocation id that dbt itself announced, and every model that
the project defines must be among them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.dbt_process import MANIFEST, BuildError, DbtProcess
from orchestration.horizon import Horizon
from orchestration.store import LIMIT_VARIABLE

BUILT_TYPES = frozenset({"model", "seed", "snapshot"})
GOOD_STATUSES = frozenset({"success", "pass", "warn"})
RUN_RESULTS = "run_results.json"


@dataclass(frozen=True)
class BuildPlan:
    """What dbt shall build.

    rebuilt_from: incremental models replace the rows from these dates on; None: every table is made
    anew. memory_limit: what DuckDB may use; None: what the environment or profiles.yml says.
    """

    rebuilt_from: Horizon | None = None
    memory_limit: str | None = None

    def commands(self, kept: Iterable[str] = ()) -> list[str]:
        """Unit tests judge the code, not the data: they belong to `make test`.

        kept: names of what stays as the last build left it.
        """
        full = [] if self.rebuilt_from else ["--full-refresh"]
        # Cautious: a test of something else that looks at a definition, too, runs all the same.
        kept = ["--indirect-selection", "cautious", "--exclude", *sorted(kept)] if kept else []
        return ["build", "--exclude-resource-type", "unit_test", *full, *kept]

    def kept(self, manifest: dict[str, Any]) -> frozenset[str]:
        """Seeds, what is made of seeds alone, and the tests of both, by unique id.

        Only a build whose seeds are those of the last one begins at a date.
        """
        if self.rebuilt_from is None:
            return frozenset()
        parents = manifest["parent_map"]
        known: dict[str, bool] = {}

        def is_definition(unique_id: str) -> bool:
            if unique_id not in known:
                above = parents.get(unique_id, [])
                known[unique_id] = unique_id.startswith("seed.") or (
                    bool(above) and all(is_definition(each) for each in above)
                )
            return known[unique_id]

        return frozenset(each for each in manifest["nodes"] if is_definition(each))

    def environment(self) -> dict[str, str]:
        """What the models (macro `rebuilt_from`) and profiles.yml must know beside."""
        words = {LIMIT_VARIABLE: self.memory_limit} if self.memory_limit else {}
        if self.rebuilt_from:
            words["WAREHOUSE_EVENTS_REBUILT_FROM"] = str(self.rebuilt_from.events)
            words["WAREHOUSE_PERIODS_REBUILT_FROM"] = str(self.rebuilt_from.periods)
        return words


@dataclass(frozen=True)
class NodeResult:
    """How dbt fared with one model, seed or test."""

    unique_id: str
    resource_type: str
    status: str
    seconds: float = 0.0
    failures: int | None = None
    message: str | None = None

    @property
    def name(self) -> str:
        return self.unique_id.split(".")[2]

    @property
    def is_good(self) -> bool:
        return self.status in GOOD_STATUSES


@dataclass
class BuildResult:
    """Everything that one dbt invocation reports."""

    manifest: dict[str, Any] = field(default_factory=dict)
    nodes: list[NodeResult] = field(default_factory=list)
    peak_memory_mb: float = 0.0
    kept: frozenset[str] = frozenset()


def run_dbt(process: DbtProcess, plan: BuildPlan, result: BuildResult) -> Iterator[NodeResult]:
    """Build, yield every node as dbt finishes it, and fill in ``result`` at the end."""
    process.wait_until_parsed()
    manifest = json.loads((process.target / MANIFEST).read_text(encoding="utf-8"))
    result.kept = plan.kept(manifest)
    names = [manifest["nodes"][unique_id]["name"] for unique_id in result.kept]
    process.send(plan.commands(names), environment=plan.environment())
    invocation_id = ""
    problem = None
    for event in process.events_until("finished"):
        if event["event"] == "finished":
            result.peak_memory_mb = event["peak_memory_mb"]
            problem = event["message"]
        else:
            invocation_id = event["invocation_id"]
            yield NodeResult(event["unique_id"], event["resource_type"], event["status"])
    process.wait()
    if problem:
        raise BuildError(f"dbt could not finish: {problem}")
    result.manifest = json.loads((process.target / MANIFEST).read_text(encoding="utf-8"))
    result.nodes = read_run_results(process.target / RUN_RESULTS, invocation_id)


def read_run_results(path: Path, invocation_id: str) -> list[NodeResult]:
    """The results of this invocation; those of another one are refused."""
    if not path.exists():
        raise BuildError("dbt left no run_results.json")
    words = json.loads(path.read_text(encoding="utf-8"))
    found = words["metadata"]["invocation_id"]
    if not invocation_id or found != invocation_id:
        raise BuildError(
            f"run_results.json is of invocation {found}, but this build is {invocation_id or '?'}"
        )
    return [
        NodeResult(
            unique_id=result["unique_id"],
            resource_type=result["unique_id"].split(".")[0],
            status=result["status"],
            seconds=result["execution_time"],
            failures=result["failures"],
            message=result["message"],
        )
        for result in words["results"]
    ]


def expected_nodes(manifest: dict[str, Any], kinds: frozenset[str]) -> set[str]:
    """Everything of these kinds that dbt has to report on; an ephemeral model leaves nothing."""
    return {
        unique_id
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] in kinds and node["config"]["materialized"] != "ephemeral"
    }


def require_complete(result: BuildResult) -> None:
    """Raise unless every expected relation was built and every test ran and passed."""
    problems = [
        f"{node.name}: {node.status} ({first_line(node.message)})"
        for node in result.nodes
        if not node.is_good and node.status != "skipped"
    ]
    if problems:
        skipped = Counter(node.status for node in result.nodes)["skipped"]
        tail = f"; {skipped} more were skipped because of it" if skipped else ""
        raise BuildError("dbt failed: " + "; ".join(problems[:10]) + tail)
    good = {node.unique_id for node in result.nodes if node.is_good}
    for verb, kinds in (("build", BUILT_TYPES), ("run", frozenset({"test"}))):
        missing = sorted(expected_nodes(result.manifest, kinds) - result.kept - good)
        if missing:
            raise BuildError(f"dbt did not {verb} {', '.join(missing[:10])}")


def first_line(message: str | None) -> str:
    """Enough of an error to know what is meant; the rest is in dbt's log."""
    lines = [line.strip() for line in (message or "").splitlines() if line.strip()]
    return " ".join(lines[:3])[:300] if lines else "no message"
