"""The marts as Parquet files, for tools that do not speak DuckDB.

One folder per build, put in place by a rename; the link `current` moves from one to the next at
once, so that somebody who resolved it reads one build to the end. Views are not written: they
only rearrange the tables, and the largest of them would be larger than all tables together.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from orchestration.store import connect, quoted, text_literal
from orchestration.workplace import FILE_MODE, make_folder, sync_file, sync_folder

CURRENT = "current"


def write_parquet(warehouse: Path, folder: Path, build_id: str) -> Path:
    """Write the tables of the marts into a folder of this build; it is complete or not there."""
    new = make_folder(folder / f"{build_id}.new")
    with connect(warehouse, read_only=True) as connection:
        tables = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'marts' order by all"
        ).fetchall()
        for (name,) in tables:
            path = new / f"{name}.parquet"
            connection.execute(
                f"copy marts.{quoted(name)} to {text_literal(str(path))}"
                " (format parquet, compression zstd)"
            )
            path.chmod(FILE_MODE)
            sync_file(path)
    finished = folder / build_id
    new.rename(finished)
    sync_folder(folder)
    return finished


def point_current_at(folder: Path, build_id: str) -> None:
    """Move the link to a build that is there; one that is not leaves the link as it is."""
    if not (folder / build_id).is_dir():
        return
    new = folder / f"{CURRENT}.new"
    new.unlink(missing_ok=True)
    new.symlink_to(build_id, target_is_directory=True)
    new.replace(folder / CURRENT)
    sync_folder(folder)


def prune_parquet(folder: Path, keep: set[str]) -> None:
    """Delete the folders of builds that nobody can go back to."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink() and path.name not in keep:
            shutil.rmtree(path)
