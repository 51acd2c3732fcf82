"""The data dictionary and the lineage as one page that needs no server."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from orchestration.dbt_process import MANIFEST, current_manifest, dbt_environment
from orchestration.settings import Settings

PAGE = "static_index.html"
# Ends without the interpreter's farewell, which would print what DuckDB's module leaked.
DBT = """
import os, sys
from dbt.cli.main import dbtRunner
outcome = dbtRunner().invoke(sys.argv[1:])
sys.stdout.flush()
os._exit(0 if outcome.success else 1)
"""


def generate_docs(settings: Settings) -> Path:
    """Write the page; with types and compiled SQL where a store tells them, else without."""
    target = settings.project_dir / "target" / "docs"
    target.mkdir(parents=True, exist_ok=True)
    options = ["--static", "--target-path", str(target)]
    environment = dbt_environment(settings)
    environment["PYTHONWARNINGS"] = "ignore"
    if settings.store_file.exists() and settings.published_file.exists():
        environment["WAREHOUSE_FILE"] = str(settings.published_file)
        environment["WAREHOUSE_STORE"] = str(settings.store_file)
        environment["WAREHOUSE_ACCESS"] = "read_only"
    else:
        environment["WAREHOUSE_FILE"] = str(target / "empty.duckdb")
        environment["WAREHOUSE_SEARCH_PATH"] = "main"
        environment["WAREHOUSE_STORE"] = ":memory:"
        options += ["--no-compile", "--empty-catalog"]
        shutil.copyfile(current_manifest(settings), target / MANIFEST)
    subprocess.run(
        [sys.executable, "-c", DBT, "--quiet", "docs", "generate", *options],
        cwd=settings.project_dir,
        env=environment,
        check=True,
    )
    return target / PAGE
