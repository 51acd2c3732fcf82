"""A warehouse project small enough to be refreshed within seconds: one table, three models."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.dbt_process import current_manifest
from orchestration.settings import PROJECT_DIR, Settings, read_settings

SOURCES = """
version: 2
sources:
  - name: landing
    schema: landing
    tables:
      - name: tickets
        description: One row per ticket.
        config: {meta: {key: [ticket_id], start: created_at}}
        columns:
          - {name: ticket_id, data_type: varchar, config: {meta: {required: true}}}
          - {name: created_at, data_type: timestamp, config: {meta: {required: true}}}
models:
  - name: stg_landing__tickets
    columns:
      - {name: ticket_id, data_tests: [unique, not_null]}
"""
MARTS = """
version: 2
models:
  - name: fct_ticket
    description: One row per ticket.
    columns:
      - {name: ticket_id, data_type: varchar, description: Its number., data_tests: [unique]}
      - {name: created_at, data_type: timestamp}
  - name: ticket_count
    description: One row for all.
    columns:
      - {name: tickets, data_type: bigint}
"""
FILES = {
    "models/staging/landing/_landing__sources.yml": SOURCES,
    "models/staging/landing/stg_landing__tickets.sql": (
        "select ticket_id, created_at from {{ source('landing', 'tickets') }}"
    ),
    "models/intermediate/int_ticket.sql": "select * from {{ ref('stg_landing__tickets') }}",
    "models/marts/_marts.yml": MARTS,
    "models/marts/fct_ticket.sql": "select * from {{ ref('int_ticket') }} order by ticket_id",
    "models/marts/ticket_count.sql": (
        "{{ config(materialized='view') }} select count(*) as tickets from {{ ref('fct_ticket') }}"
    ),
    "seeds/limits.csv": "name,value\na,1\n",
}
SHARED = (
    "dbt_project.yml",
    "profiles.yml",
    "macros/generate_database_name.sql",
    "macros/generate_schema_name.sql",
    "macros/relation_names.sql",
)


@pytest.fixture(scope="session")
def parsed_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project, parsed once; below `state` is what parsing left."""
    folder = tmp_path_factory.mktemp("project")
    for name in SHARED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT_DIR / name, folder / name)
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    current_manifest(read_settings({"WAREHOUSE_DIR": str(folder / "parsed")}, folder))
    return folder


@pytest.fixture
def small(parsed_project: Path, tmp_path: Path) -> Settings:
    """Settings over the small project with a landing of two files and an empty warehouse."""
    settings = read_settings(
        {"LANDING_DIR": str(tmp_path / "landing"), "WAREHOUSE_DIR": str(tmp_path / "warehouse")},
        parsed_project,
    )
    deliver(settings, "first.csv", 1, 20)
    deliver(settings, "second.csv", 15, 30)
    shutil.copytree(parsed_project / "parsed" / "state" / "dbt", settings.state_dir / "dbt")
    return settings


def deliver(settings: Settings, name: str, first: int, last: int) -> None:
    """Tickets from one number to another as one more file in the landing."""
    folder = settings.landing_dir / "tickets"
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        f"T{number:04d},2026-01-{number % 28 + 1:02d} 10:00:00" for number in range(first, last)
    ]
    (folder / name).write_text("\n".join(["ticket_id,created_at", *rows, ""]), encoding="utf-8")
