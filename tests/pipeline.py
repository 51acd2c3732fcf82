"""A warehouse from a landing folder by the real loader and the real models, for tests.

What a refresh does besides (dbt's tests of the data, auditing, publishing) has tests of its own;
here the figures count, and every test run pays for every second of a build.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration import audit
from orchestration.contract import read_contract
from orchestration.dbt_process import DbtProcess
from orchestration.landing.aliases import read_aliases
from orchestration.landing.load import ensure_store, load_landing
from orchestration.published_file import finish_warehouse_file
from orchestration.settings import PROJECT_DIR, Settings, read_settings
from orchestration.store import connect, create_private_schemas, create_warehouse_file
from orchestration.transform import BuildPlan, BuildResult, run_dbt
from orchestration.workplace import Workplace, prepare_workplace

PROJECT_PARTS = ("models", "macros", "tests", "dbt_project.yml", "profiles.yml")


@dataclass(frozen=True)
class BuiltWarehouse:
    """A published file and what it was made of."""

    file: Path
    landing: Path
    seeds: Path


@dataclass(frozen=True)
class ModelsOnly(BuildPlan):
    """Seeds and models without the tests of the data; `select` as dbt understands it."""

    select: tuple[str, ...] = ()

    def commands(self, kept: Iterable[str] = ()) -> list[str]:
        chosen = ["--select", *self.select] if self.select else []
        return [*super().commands(kept), "--exclude-resource-type", "test", *chosen]


def build_warehouse(
    landing: Path,
    work: Path,
    *,
    as_of: str | None = None,
    business_timezone: str | None = None,
    industry: str | None = None,
    seeds: Path | None = None,
    select: Sequence[str] = (),
) -> Path:
    """Load a landing folder, build every model, return the file that would be published.

    `work` may serve several builds, one after the other: dbt parses the project only once then,
    and each build's file stays. `seeds` holds seed files that stand in for the project's own of
    the same name. `select` limits the build to what a test reads, in dbt's words.
    """
    settings = read_settings(
        {
            "LANDING_DIR": str(landing),
            "WAREHOUSE_DIR": str(work / "warehouse"),
            "AS_OF": as_of or "",
            "BUSINESS_TIMEZONE": business_timezone or "",
            "INDUSTRY": industry or "",
        },
        project_dir=copy_project(work / "project", seeds),
    )
    place = prepare_workplace(settings)
    create_warehouse_file(place.warehouse)
    result = BuildResult()
    # dbt locks its files as long as its process lives, so it gets one of its own.
    with DbtProcess(settings, place) as dbt:
        load(settings, place)
        for _ in run_dbt(dbt, ModelsOnly(select=tuple(select)), result):
            continue
    failed = [
        f"{node.name}: {node.message}"
        for node in result.nodes
        if not node.is_good and node.status != "skipped"
    ]
    assert result.nodes and not failed, "\n".join(failed) or "dbt built nothing"
    finish_warehouse_file(place.warehouse, place.store, {})
    built = work / "built"
    built.mkdir(exist_ok=True)
    return place.warehouse.rename(built / f"{len(list(built.iterdir()))}.duckdb")


def load(settings: Settings, place: Workplace) -> None:
    """Bring the landing folder into the store; nothing of it may be refused or quarantined."""
    contract = read_contract(settings.project_dir)
    with connect(place.store, temp=place.temp) as connection:
        ensure_store(connection, contract)
        audit.create_audit_tables(connection)
        create_private_schemas(connection)
        report = load_landing(
            connection,
            contract,
            settings.landing_dir,
            read_aliases(settings.project_dir),
            business_timezone=settings.business_timezone,
            build_id="test",
        )
    assert report.files_new > 0, f"nothing to load in {settings.landing_dir}"
    assert report.files_refused == report.rows_quarantined == 0, report


def copy_project(project: Path, seeds: Path | None) -> Path:
    """The dbt project, with these seed files instead of its own."""
    if project.exists():
        shutil.rmtree(project)
    project.mkdir(parents=True)
    for name in PROJECT_PARTS:
        (project / name).symlink_to(PROJECT_DIR / name)
    shutil.copytree(PROJECT_DIR / "seeds", project / "seeds")
    own = {path.name: path for path in (project / "seeds").rglob("*.csv")}
    for path in seeds.rglob("*.csv") if seeds else ():
        assert path.name in own, f"{path.name} is no seed of the project"
        shutil.copyfile(path, own[path.name])
    return project
