"""The data dictionary, and where every column comes from, as pages that need no server.

What is found out about columns is kept beside the parsed project: the next refresh of the same
models writes it into `audit.lineage`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from orchestration.dbt_process import (
    MANIFEST,
    current_manifest,
    dbt_environment,
    lineage_file,
)
from orchestration.settings import Settings
from orchestration.workplace import make_folder

PAGE = "static_index.html"
COLUMNS_PAGE = "columns.html"
# Ends without the interpreter's farewell, which would print what DuckDB's module leaked.
DBT = """
import os, sys
from dbt.cli.main import dbtRunner
outcome = dbtRunner().invoke(sys.argv[1:])
sys.stdout.flush()
os._exit(0 if outcome.success else 1)
"""


def generate_docs(settings: Settings) -> list[Path]:
    """Write the pages; of columns, types and compiled SQL only a built warehouse can tell."""
    target = settings.project_dir / "target" / "docs"
    target.mkdir(parents=True, exist_ok=True)
    options = ["--static", "--target-path", str(target)]
    environment = dbt_environment(settings)
    environment["PYTHONWARNINGS"] = "ignore"
    is_built = False
    if settings.store_file.exists() and settings.published_file.exists():
        environment["WAREHOUSE_FILE"] = str(settings.published_file)
        environment["WAREHOUSE_STORE"] = str(settings.store_file)
        environment["WAREHOUSE_ACCESS"] = "read_only"
        environment["WAREHOUSE_FULL_NAMES"] = "yes"
        is_built = True
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
    pages = [target / PAGE]
    if is_built:
        pages.append(_trace_columns(target, lineage_file(settings)))
    return pages


def _trace_columns(target: Path, kept: Path) -> Path:
    """Follow every column through the compiled SQL; what cannot be followed is left out."""
    colibri = target / "colibri"
    command = Path(sys.executable).with_name("colibri")
    files = ["--manifest", str(target / MANIFEST), "--catalog", str(target / "catalog.json")]
    # The page must tell nobody that it is being read.
    options = ["--disable-telemetry", "--output-dir", str(colibri)]
    subprocess.run(
        [str(command), "generate", *files, *options],
        capture_output=True,
        check=True,
    )
    words = json.loads((colibri / "colibri-manifest.json").read_text("utf-8"))
    pairs = sorted(
        {
            (model_name(edge["target"]), model_name(edge["source"]), edge["targetColumn"])
            for edge in words["lineage"]["edges"]
            if edge["targetColumn"]
        }
    )
    new = make_folder(kept.parent) / f"{kept.name}.new"
    new.write_text(json.dumps(pairs), "utf-8")
    new.replace(kept)
    (colibri / "index.html").replace(target / COLUMNS_PAGE)
    return target / COLUMNS_PAGE


def model_name(unique_id: str) -> str:
    """`scorecard` of a model's id, `landing.tickets` of a source's: as audit.lineage has them."""
    kind, _, *names = unique_id.split(".")
    return ".".join(names) if kind == "source" else names[-1]
