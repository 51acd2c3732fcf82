"""The marts as Parquet files, for tools that do not speak DuckDB.

One folder per build, put in place by a rename; the link `current` moves from one to the next at
once, so that somebody who resolved it reads one build to the end. Views are not written: they
only rearrange the tables, and the largest of them would be larger than all tables together. One
that says that it is to be written by month is.

A mart that grows with the events is a folder with a file per month (`<mart>/month=2025-11/`, as
Hive and everything after it names them); months that a refresh does not rebuild are hard links to
the files of the build before.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.store import MEMORY_LIMIT, connect, quoted, text_literal
from orchestration.workplace import FILE_MODE, make_folder, sync_file, sync_folder

if TYPE_CHECKING:
    import duckdb

CURRENT = "current"
# Level 1 takes three quarters of the usual level's time for a file that is a twelfth larger. Names
# repeat and numbers do not: looking in vain for those that do would take a twelfth more.
OPTIONS = "format parquet, compression zstd, compression_level 1, dictionary_size_limit 2000"
UNDATED = "month=__HIVE_DEFAULT_PARTITION__"
FILE_OF_MONTH = "data_0.parquet"

# What is written (a relation, or a query in brackets), and where.
File = tuple[str, Path]


@dataclass(frozen=True)
class Earlier:
    """The folder of the build before, and the first date that is no longer what it was then."""

    folder: Path
    rebuilt_from: date


def monthly_marts(manifest: Mapping[str, Any]) -> dict[str, str]:
    """The marts written by month, and the column that says which; from their config.meta."""
    return {
        node["name"]: node["config"]["meta"]["rebuilt_by"]
        for node in manifest["nodes"].values()
        if node["config"].get("meta", {}).get("parquet_by_month")
    }


def write_parquet(
    warehouse: Path,
    folder: Path,
    build_id: str,
    *,
    monthly: Mapping[str, str] | None = None,
    earlier: Earlier | None = None,
    temp: Path | None = None,
    memory_limit: str = MEMORY_LIMIT,
) -> Path:
    """Write the tables of the marts into a folder of this build; it is complete or not there.

    monthly: marts that get a file per month, by their date column. earlier: whose months stay.
    memory_limit: as of ``connect``; where what was read fits, nothing is read or cleared twice.
    """
    by_month = monthly or {}
    new = make_folder(folder / f"{build_id}.new")
    with (
        connect(
            warehouse, read_only=True, reads_all=True, temp=temp, memory_limit=memory_limit
        ) as connection,
        ThreadPoolExecutor(_one_thread_each(connection)) as pool,
    ):
        # Largest first, and the views that are written are large.
        tables = connection.execute(
            "select view_name, null as rows from duckdb_views()"
            " where schema_name = 'marts' and list_contains(?, view_name) union all"
            " select table_name, estimated_size from duckdb_tables()"
            " where schema_name = 'marts' order by rows desc nulls first, 1",
            [list(by_month)],
        ).fetchall()

        def files(name: str) -> list[File]:
            if name not in by_month:
                return [(f"marts.{quoted(name)}", new / f"{name}.parquet")]
            with connection.cursor() as cursor:
                return _months(cursor, name, by_month[name], new, earlier)

        def write(file: File) -> None:
            with connection.cursor() as cursor:
                _copy(cursor, *file)

        # The months of one mart are written side by side too: it may be larger than all others.
        of_all = list(pool.map(files, [name for name, _ in tables]))
        for _ in pool.map(write, chain.from_iterable(of_all)):
            pass
    return _put_in_place(new, folder / build_id)


def _one_thread_each(connection: duckdb.DuckDBPyConnection) -> int:
    """Let a statement run on the thread that gives it; returns how many may at once.

    As many files at a time as there are processors take less of them than each file by all: a
    file is compressed by less than two, and pieces of it wait for each other.
    """
    found = connection.execute("select current_setting('threads')").fetchone()
    connection.execute("set threads = 1")
    return int(found[0]) if found else 1


def link_parquet(folder: Path, earlier: str, build_id: str) -> bool:
    """Give a build with the same marts the files of an earlier one; whether these are there."""
    if not (folder / earlier).is_dir():
        return False
    new = folder / f"{build_id}.new"
    shutil.copytree(folder / earlier, new, copy_function=_link)
    _put_in_place(new, folder / build_id)
    return True


def _months(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    column: str,
    new: Path,
    earlier: Earlier | None,
) -> list[File]:
    """The files of a mart that are to be written, a month each; those that stay are linked."""
    table, day = f"marts.{quoted(name)}", quoted(column)
    condition = "true"
    kept = earlier.folder / name if earlier else None
    if earlier and kept and kept.is_dir():
        first = earlier.rebuilt_from.replace(day=1)
        for month in sorted(kept.iterdir()):
            if month.name < f"month={first:%Y-%m}":
                shutil.copytree(month, new / name / month.name, copy_function=_link)
        condition = f"({day} >= date '{first}' or {day} is null)"
    # First the dates, which are few: the month of each row costs as much as all the rest of this.
    months = connection.execute(
        "select distinct cast(date_trunc('month', found) as date) as month from"
        f" (select distinct {day} as found from {table} where {condition}) order by all"
    ).fetchall()
    # One statement a month: one that writes them all sorts the rows into them first, which costs as
    # much as writing, and holds a piece of each in memory.
    files = []
    for (month,) in months:
        if month is None:
            partition, of_month = UNDATED, f"{day} is null"
        else:
            partition = f"month={month:%Y-%m}"
            of_month = f"{day} between date '{month}' and last_day(date '{month}')"
        path = make_folder(new / name / partition) / FILE_OF_MONTH
        files.append((f"(select * from {table} where {of_month})", path))
    if not files and not any((new / name).glob("*/*")):
        # Whoever reads the folder finds the columns of a mart without rows.
        files.append((table, make_folder(new / name / UNDATED) / FILE_OF_MONTH))
    return files


def _copy(connection: duckdb.DuckDBPyConnection, relation: str, path: Path) -> None:
    connection.execute(f"copy {relation} to {text_literal(str(path))} ({OPTIONS})")


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        # Not every file system knows them.
        shutil.copyfile(source, target)


def _put_in_place(new: Path, finished: Path) -> Path:
    """All bytes on the disk first, then the name."""
    for path in sorted(new.rglob("*"), reverse=True):
        if path.is_dir():
            sync_folder(path)
        elif path.stat().st_nlink == 1:
            path.chmod(FILE_MODE)
            sync_file(path)
    new.rename(finished)
    sync_folder(finished.parent)
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
