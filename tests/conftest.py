"""Warehouses that several tests read; each is built once in a run, and only when asked for.

A build costs far more than all questions about it, so ask for one of these before building
another.
"""

from __future__ import annotations

import csv
import os
import sys
from pathlib import Path
from random import Random

import pytest

from tests.pipeline import BuiltWarehouse, build_warehouse, copy_project
from tests.python.indicators.golden import GOLDEN, GOLDEN_NEW_YORK, deliver
from tests.reference import small_landing

# Large enough for two quarters, a promotion and windows of 30 days; small enough for every run.
SMALL = small_landing.Size(days=115, contacts_per_day=8)


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where warehouses are built, one after the other."""
    return tmp_path_factory.mktemp("workshop")


@pytest.fixture(scope="session")
def golden_store(workshop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All golden cases in one warehouse."""
    landing = tmp_path_factory.mktemp("golden") / "landing"
    for expected in sorted(GOLDEN.glob("*/expected.csv")):
        deliver(expected.parent, landing)
    return build_warehouse(
        landing, workshop, seeds=GOLDEN / "seeds", select=["+indicator_value", "dim_indicator"]
    )


@pytest.fixture(scope="session")
def new_york_store(workshop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden cases of a business in New York, as of noon on 10 November 2024 there."""
    landing = tmp_path_factory.mktemp("new_york") / "landing"
    deliver(GOLDEN_NEW_YORK, landing)
    return build_warehouse(
        landing,
        workshop,
        as_of="2024-11-10T12:00:00",
        business_timezone="America/New_York",
        seeds=GOLDEN_NEW_YORK / "seeds",
        select=["+indicator_value"],
    )


@pytest.fixture(scope="session")
def small_warehouse(workshop: Path, tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    """The reference's small landing: four months full of awkward cases, every model built."""
    folder = tmp_path_factory.mktemp("small")
    landing, own_seeds = folder / "landing", folder / "seeds"
    small_landing.generate(landing, SMALL)
    small_landing.write_seeds(own_seeds)
    # Its calendar has no column goal, as the contract allows.
    file = build_warehouse(landing, workshop, seeds=own_seeds)
    return BuiltWarehouse(file, landing, copy_project(folder / "project", own_seeds) / "seeds")


@pytest.fixture(scope="session")
def shuffled_warehouse(
    small_warehouse: BuiltWarehouse, workshop: Path, tmp_path_factory: pytest.TempPathFactory
) -> BuiltWarehouse:
    """The same files with their rows in another order."""
    landing = tmp_path_factory.mktemp("shuffled") / "landing"
    shuffle(small_warehouse.landing, landing)
    file = build_warehouse(landing, workshop, seeds=small_warehouse.seeds)
    return BuiltWarehouse(file, landing, small_warehouse.seeds)


def shuffle(landing: Path, target: Path) -> None:
    """Copy a landing folder with the rows of every file in another order; file times stay."""
    chance = Random(11)
    for file in sorted(landing.rglob("*.csv")):
        with file.open(encoding="utf-8", newline="") as handle:
            header, *rows = csv.reader(handle)
        chance.shuffle(rows)
        copy = target / file.relative_to(landing)
        copy.parent.mkdir(parents=True, exist_ok=True)
        with copy.open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows([header, *rows])
        os.utime(copy, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """End at once: pytest's closing line stays the last one.

    Where Python takes everything apart, DuckDB's binding lists on stderr what is alive in it still.
    """
    status = getattr(config, "ended_with", None)
    if status is not None:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Remember how it went."""
    session.config.ended_with = int(exitstatus)  # type: ignore[attr-defined]
