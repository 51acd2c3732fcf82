"""What dbt parsed for one warehouse serves the next one of the same project."""

from __future__ import annotations

from pathlib import Path

from orchestration.dbt_process import current_manifest
from orchestration.settings import Settings, read_settings
from tests.pipeline import copy_project

FULL_PARSE = "Unable to do partial parsing"


def parse_log(settings: Settings) -> str:
    current_manifest(settings)
    return (settings.state_dir / "logs" / "dbt.log").read_text(encoding="utf-8")


def test_a_second_warehouse_goes_on_from_what_the_first_parsed(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project", seeds=None)
    first, second = (
        read_settings({"WAREHOUSE_DIR": str(tmp_path / name)}, project_dir=project)
        for name in ("first", "second")
    )
    assert FULL_PARSE in parse_log(first)
    assert FULL_PARSE not in parse_log(second)
    manifests = [current_manifest(settings).read_text("utf-8") for settings in (first, second)]
    # Where a warehouse's files lie is no part of what was parsed.
    assert str(tmp_path / "first") not in manifests[0]
    assert str(tmp_path / "second") not in manifests[1]
