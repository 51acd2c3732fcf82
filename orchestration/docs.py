"""The data dictionary and the lineage as one page that needs no server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from orchestration.dbt_process import dbt_environment
from orchestration.settings import Settings
from orchestration.workplace import Workplace

PAGE = "static_index.html"
DBT = "from dbt.cli.main import cli; cli()"


def generate_docs(settings: Settings) -> Path:
    """Write the page; with types and compiled SQL where a store tells them, else without."""
    target = settings.project_dir / "target" / "docs"
    command = ["docs", "generate", "--static", "--target-path", str(target)]
    environment = dbt_environment(settings, Workplace(target))
    if settings.store_file.exists():
        environment |= {
            "WAREHOUSE_STORE": str(settings.store_file),
            "WAREHOUSE_ACCESS": "read_only",
        }
    else:
        environment["WAREHOUSE_STORE"] = str(target / "empty.duckdb")
        command += ["--no-compile", "--empty-catalog"]
    subprocess.run(
        [sys.executable, "-c", DBT, *command, "--profiles-dir", str(settings.project_dir)],
        cwd=settings.project_dir,
        env={**os.environ, **environment},
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return target / PAGE
