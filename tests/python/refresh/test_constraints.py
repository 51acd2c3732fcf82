"""What the contracts of the marts promise of their columns is enforced in the file itself."""

from __future__ import annotations

from collections import Counter

import duckdb
import pytest
import yaml

from orchestration.settings import PROJECT_DIR
from tests.pipeline import BuiltWarehouse

pytestmark = pytest.mark.slow
KINDS = {"not_null": "NOT NULL", "check": "CHECK"}


def declared() -> Counter[tuple[str, str]]:
    """How many constraints of each kind every mart declares."""
    found: Counter[tuple[str, str]] = Counter()
    for path in (PROJECT_DIR / "models" / "marts").rglob("*.yml"):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            for column in model.get("columns", []):
                for constraint in column.get("constraints", []):
                    found[model["name"], KINDS[constraint["type"]]] += 1
    return found


def test_every_declared_constraint_is_in_the_file(small_warehouse: BuiltWarehouse) -> None:
    with duckdb.connect(str(small_warehouse.file), read_only=True) as connection:
        rows = connection.execute(
            "select table_name, constraint_type, count(*) from duckdb_constraints()"
            " where schema_name = 'marts' group by all"
        ).fetchall()
    assert {(table, kind): count for table, kind, count in rows} == declared() != {}
