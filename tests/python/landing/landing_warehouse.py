"""A landing folder and a store to load it into: what every test of the loader works with."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.contract import Contract
from orchestration.landing.aliases import Aliases
from orchestration.landing.load import LoadReport, load_landing

NOON = "2024-06-01T12:00:00"


class Warehouse:
    """Delivers files with a time of their own, loads them, and looks at what became of them."""

    def __init__(self, folder: Path, contract: Contract, aliases: Aliases) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.landing = folder / "landing"
        self.connection = duckdb.connect(str(folder / "store.duckdb"))
        self.connection.execute("set TimeZone = 'UTC'")
        self.contract = contract
        self.aliases = aliases
        self.business_timezone = "Asia/Shanghai"

    def deliver(self, file: str, content: str | bytes, at: str = NOON) -> Path:
        """Write a file below the landing whose modification time is `at` (UTC)."""
        path = self.landing / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.touch(file, at)
        return path

    def touch(self, file: str, at: str) -> None:
        moment = int(datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp() * 1_000_000_000)
        os.utime(self.landing / file, ns=(moment, moment))

    def load(self) -> LoadReport:
        return load_landing(
            self.connection,
            self.contract,
            self.landing,
            self.aliases,
            business_timezone=self.business_timezone,
            build_id="test",
        )

    def declare(self, **columns: Any) -> None:
        """Use other aliases than the shipped ones: columns, values, formats."""
        self.aliases = replace(self.aliases, **columns)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()

    def rows(self, table: str, columns: str, order: str = "_line") -> list[tuple[Any, ...]]:
        return self.query(f"select {columns} from landing.{table} order by {order}")

    def quarantine(self) -> list[tuple[str, int, list[str]]]:
        return self.query("select file, line, reasons from audit.quarantine order by file, line")

    def ledger(self, file: str) -> dict[str, Any]:
        cursor = self.connection.execute("select * from audit.load_ledger where file = ?", [file])
        names = [each[0] for each in cursor.description or []]
        found = cursor.fetchall()
        assert len(found) == 1, f"{len(found)} ledger rows for {file}"
        return dict(zip(names, found[0], strict=True))

    def counts(self, file: str) -> tuple[int, int, int, int]:
        """Read, loaded, quarantined, superseded."""
        row = self.ledger(file)
        return tuple(row["rows_" + n] for n in ("read", "loaded", "quarantined", "superseded"))
