"""Fixtures of the loader's tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from landing_warehouse import Warehouse

from orchestration.contract import Contract, Table, read_contract
from orchestration.guard import FileCounts, Verdict
from orchestration.landing.aliases import Aliases, read_aliases


@pytest.fixture(scope="session")
def contract() -> Contract:
    return read_contract()


@pytest.fixture(scope="session")
def aliases() -> Aliases:
    return read_aliases()


@pytest.fixture
def warehouse(tmp_path: Path, contract: Contract, aliases: Aliases) -> Iterator[Warehouse]:
    made = Warehouse(tmp_path, contract, aliases)
    yield made
    made.connection.close()


@pytest.fixture
def open_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only files that cannot be read are refused: for tests that load hundreds of times."""

    def accept(
        counts: Mapping[str, Sequence[FileCounts]], tables: Mapping[str, Table], share: float
    ) -> Verdict:
        unreadable = {"header_without_rows", "unknown_columns"}
        faulty = {
            each.file: [name for name in each.faults if each.faults[name]]
            for files in counts.values()
            for each in files
            if any(n for name, n in each.faults.items() if name not in unreadable)
        }
        return Verdict(faulty, [])

    monkeypatch.setattr("orchestration.landing.load.judge_files", accept)
    monkeypatch.setattr("orchestration.landing.load.import_meanwhile", lambda: None)
