"""A second refresh over the same inputs says so at once, and only then."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import deliver

from orchestration.fingerprint import take_fingerprint
from orchestration.journal import LastRefresh, write_last
from orchestration.novelty import unchanged_since_last
from orchestration.publish import places_now
from orchestration.settings import PROJECT_DIR, Settings, read_settings

HEAVY = ("duckdb", "dagster", "dbt", "great_expectations", "pandas", "pyarrow", "yaml")


def pretend_refreshed(settings: Settings) -> None:
    """The state that a refresh leaves, without one."""
    settings.warehouse_dir.mkdir(parents=True, exist_ok=True)
    settings.published_file.write_text("published")
    settings.store_file.write_text("store")
    write_last(
        settings,
        LastRefresh(
            build_id="20260101T000000Z-abcdef",
            published_build_id="20260101T000000Z-abcdef",
            fingerprint=take_fingerprint(settings).as_dict(),
            ended_at="2026-01-01T00:01:00",
            places=places_now(settings),
        ),
    )


@pytest.fixture
def refreshed(small: Settings, tmp_path: Path) -> Settings:
    """A project of its own, since these tests change it."""
    project = tmp_path / "project"
    for name in ("seeds/limits.csv", "models/a.sql", "macros/b.sql", "dbt_project.yml"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(name)
    settings = replace(small, project_dir=project)
    pretend_refreshed(settings)
    return settings


def test_the_same_inputs_are_nothing_new(refreshed: Settings) -> None:
    assert unchanged_since_last(refreshed) is not None


def test_a_delivery_is_new(refreshed: Settings) -> None:
    deliver(refreshed, "third.csv", 40, 50)
    assert unchanged_since_last(refreshed) is None


def test_a_file_with_another_time_is_new(refreshed: Settings) -> None:
    os.utime(refreshed.landing_dir / "tickets" / "first.csv", (1, 1))
    assert unchanged_since_last(refreshed) is None


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("seeds/limits.csv", "seeds"),
        ("seeds/new.csv", "seeds"),
        ("models/a.sql", "code"),
        ("macros/b.sql", "code"),
        ("dbt_project.yml", "code"),
        ("tests/generic/t.sql", "code"),
    ],
)
def test_a_change_of_the_project_is_new(refreshed: Settings, name: str, part: str) -> None:
    before = take_fingerprint(refreshed)
    path = refreshed.project_dir / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("changed")
    assert part in take_fingerprint(refreshed).differences(before.as_dict())
    assert unchanged_since_last(refreshed) is None


def test_an_alias_makes_every_file_be_read_again_but_a_target_does_not(
    refreshed: Settings,
) -> None:
    seeds = refreshed.project_dir / "seeds"
    before = take_fingerprint(refreshed)
    (seeds / "targets.csv").write_text("new")
    assert take_fingerprint(refreshed).loader == before.loader
    (seeds / "aliases").mkdir()
    (seeds / "aliases" / "column_aliases.csv").write_text("new")
    assert take_fingerprint(refreshed).loader != before.loader


@pytest.mark.parametrize(
    "change",
    [
        {"as_of": datetime(2026, 2, 1, tzinfo=UTC)},
        {"business_timezone": "Europe/Berlin"},
        {"industry": "telecom"},
    ],
)
def test_other_settings_are_new(refreshed: Settings, change: dict[str, object]) -> None:
    assert unchanged_since_last(replace(refreshed, **change)) is None


@pytest.mark.parametrize("name", ["warehouse.duckdb", "store.duckdb"])
def test_a_finished_file_that_somebody_touched_is_new(refreshed: Settings, name: str) -> None:
    path = refreshed.warehouse_dir / name
    path.unlink()
    assert unchanged_since_last(refreshed) is None
    path.write_text("published" if "warehouse" in name else "store")
    assert unchanged_since_last(refreshed) is None


def test_a_torn_note_is_no_note(refreshed: Settings) -> None:
    (refreshed.state_dir / "last_refresh.json").write_text('{"build_id": "2026')
    assert unchanged_since_last(refreshed) is None


def test_it_is_said_before_anything_heavy_is_imported(tmp_path: Path) -> None:
    """The whole command, over the real project, in a fresh process."""
    environment = {
        "LANDING_DIR": str(tmp_path / "landing"),
        "WAREHOUSE_DIR": str(tmp_path / "warehouse"),
    }
    settings = read_settings(environment)
    deliver(settings, "first.csv", 1, 20)
    pretend_refreshed(settings)
    script = (
        "import json, sys\n"
        "from orchestration.cli import main\n"
        "code = main(['run'])\n"
        "names = {name.partition('.')[0] for name in sys.modules}\n"
        f"print(json.dumps([code, sorted(names & set({HEAVY!r}))]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **environment},
        cwd=PROJECT_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    *words, verdict = done.stdout.splitlines()
    assert json.loads(verdict) == [0, []]
    assert words[0].startswith("Nothing new since build 20260101T000000Z-abcdef")
