"""Where the time of a build goes: every model computed once more on a copy, the slowest explained.

The built warehouse holds what each model reads, so each is measured alone, without dbt and without
being written. Times are those of a full refresh.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.dbt_process import MANIFEST, dbt_environment
from orchestration.docs import DBT
from orchestration.settings import Settings
from orchestration.store import connect_both
from orchestration.workplace import copy_file

if TYPE_CHECKING:
    import duckdb

EXPLAINED = 5


class ProfileError(RuntimeError):
    """There is nothing to measure."""


@dataclass(frozen=True)
class ModelTime:
    """What one model cost."""

    name: str
    seconds: float
    rows: int
    plan: Path | None = None


def profile(settings: Settings) -> list[ModelTime]:
    """All tables, slowest first, with the measured plans of the first few as files."""
    if not (settings.published_file.exists() and settings.store_file.exists()):
        raise ProfileError("nothing is built yet: refresh first")
    target = settings.project_dir / "target" / "profile"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="profile", dir=settings.warehouse_dir) as folder:
        warehouse, store = Path(folder) / "warehouse.duckdb", Path(folder) / "store.duckdb"
        copy_file(settings.published_file, warehouse)
        copy_file(settings.store_file, store)
        models = _compiled_models(settings, warehouse, store, target)
        with connect_both(warehouse, store, temp=Path(folder) / "tmp") as connection:
            connection.execute("set asof_loop_join_threshold = 0")
            times = []
            for name, sql in models.items():
                started = time.perf_counter()
                made = _measured(connection, name, sql)
                seconds = time.perf_counter() - started
                connection.execute("drop table measured")
                times.append(ModelTime(name, seconds, made))
            times.sort(key=lambda model: -model.seconds)
            for place, model in enumerate(times[:EXPLAINED]):
                found = connection.execute(f"explain analyze {models[model.name]}").fetchall()
                plan = target / f"{model.name}.txt"
                plan.write_text("\n".join(text for _, text in found) + "\n", "utf-8")
                times[place] = ModelTime(model.name, model.seconds, model.rows, plan)
    return times


def _measured(connection: duckdb.DuckDBPyConnection, name: str, sql: str) -> int:
    import duckdb

    try:
        found = connection.execute(f"create temp table measured as {sql}").fetchone()
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        raise ProfileError(f"{name} is not what was built last: refresh first") from error
    return found[0] if found else 0


def _compiled_models(
    settings: Settings, warehouse: Path, store: Path, target: Path
) -> dict[str, str]:
    """The SQL of every model that is stored, as dbt would run it for a full refresh."""
    environment = dbt_environment(settings) | {
        "WAREHOUSE_FILE": str(warehouse),
        "WAREHOUSE_STORE": str(store),
    }
    command = [sys.executable, "-c", DBT, "--quiet", "compile", "--full-refresh"]
    subprocess.run(
        [*command, "--target-path", str(target), "--log-path", str(target / "logs")],
        cwd=settings.project_dir,
        env=environment,
        check=True,
    )
    nodes = json.loads((target / MANIFEST).read_text("utf-8"))["nodes"].values()
    return {
        node["name"]: node["compiled_code"]
        for node in nodes
        if node["resource_type"] == "model"
        and node["language"] == "sql"
        and node["config"]["materialized"] in ("table", "incremental")
    }
