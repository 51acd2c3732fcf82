"""Loads one large CSV within a memory limit and tells what that took.

Called by the tests as a program: folder, megabytes, the limit of DuckDB's memory. Prints rows
written, rows loaded, rows quarantined, and by how many MiB the process grew at its peak.
"""

from __future__ import annotations

import sys
from pathlib import Path

from orchestration.contract import read_contract
from orchestration.guard import Verdict
from orchestration.landing import load
from orchestration.landing.aliases import read_aliases
from orchestration.measure import peak_memory_mb
from orchestration.store import connect

HEADER = "message_id,conversation_id,sender,agent_id,sent_at,body\n"
WORDS = "我等了很久 and nobody answered me until the next morning; "
BLOCK = 1000


def write(path: Path, megabytes: int) -> int:
    """Messages, every tenth with a quoted line break; returns how many rows."""
    path.parent.mkdir(parents=True)
    rows = 0
    with path.open("wb") as handle:
        size = handle.write(HEADER.encode())
        while size < megabytes * 1_000_000:
            block = "".join(row(number) for number in range(rows, rows + BLOCK))
            size += handle.write(block.encode())
            rows += BLOCK
    return rows


def row(number: int) -> str:
    """A good row; each ten-thousandth is bad."""
    body = f'"{WORDS}\n{WORDS}"' if number % 10 == 0 else WORDS
    sender = "pigeon" if number % 10_000 == 1 else "customer"
    return f"M{number},C{number // 5},{sender},A1,2024-05-01 10:00:00,{body}\n"


def main(folder: Path, megabytes: int, limit: str) -> None:
    written = write(folder / "landing" / "messages" / "large.csv", megabytes)
    load.judge_files = lambda *arguments: Verdict({}, [])
    load.import_meanwhile = lambda: None
    (folder / "tmp").mkdir()
    with connect(folder / "store.duckdb", temp=folder / "tmp") as connection:
        connection.execute(f"set memory_limit = '{limit}'")
        before = peak_memory_mb()
        report = load.load_landing(
            connection,
            read_contract(),
            folder / "landing",
            read_aliases(),
            business_timezone="Asia/Shanghai",
            build_id="test",
        )
        grown = round(peak_memory_mb() - before)
    print(written, report.rows_loaded, report.rows_quarantined, grown)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
