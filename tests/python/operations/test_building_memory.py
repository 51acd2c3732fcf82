"""What DuckDB may use grows with the rows that have landed, within what the machine has."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration import measure

GIB = 1024**3


@pytest.mark.parametrize(
    ("million_rows", "machine_gib", "limit"),
    [
        (0, 24, "3.0GB"),
        (6, 24, "3.0GB"),
        (20, 24, "4.0GB"),  # 3 + (20 - 10) / 10
        (60, 24, "7.5GB"),
        (600, 64, "7.5GB"),
        (60, 12, "6.0GB"),  # half of the machine
        (60, 4, "3.0GB"),  # as for few rows: the environment may say less
    ],
)
def test_the_limit(
    million_rows: int, machine_gib: int, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measure, "machine_memory", lambda: machine_gib * GIB)
    assert measure.building_memory(million_rows * 1_000_000) == limit


def test_a_container_has_what_it_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "memory.max"
    monkeypatch.setattr(measure, "CONTAINER_LIMIT", path)
    whole = measure.machine_memory()
    path.write_text("1073741824\n")
    assert measure.machine_memory() == GIB < whole
    path.write_text("max\n")
    assert measure.machine_memory() == whole
