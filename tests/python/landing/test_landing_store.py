"""The loader's tables, its fingerprint, and what a reset leaves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from landing_warehouse import Warehouse

from orchestration.landing.discover import landing_fingerprint
from orchestration.landing.ledger import AccountingError, require_accounts
from orchestration.landing.tables import ensure_store, reset_landing

PROJECT = Path(__file__).resolve().parents[3]


def test_every_declared_table_exists_without_any_file(warehouse: Warehouse) -> None:
    warehouse.load()
    tables = {
        name
        for (name,) in warehouse.query(
            "select table_name from information_schema.tables where table_schema = 'landing'"
        )
    }
    declared = {table.name for table in warehouse.contract.tables}
    assert tables == declared | {f"{name}_superseded" for name in declared}
    types = dict(
        warehouse.query(
            "select column_name, data_type from information_schema.columns"
            " where table_schema = 'landing' and table_name = 'orders'"
        )
    )
    assert types["amount"] == "DECIMAL(18,2)"
    assert types["placed_at"] == "TIMESTAMP"
    assert types["is_new_product"] == "BOOLEAN"
    assert (types["_file_id"], types["_line"], types["_extra"]) == ("BIGINT", "BIGINT", "VARCHAR")


def test_a_reset_forgets_everything_and_reads_again(warehouse: Warehouse) -> None:
    warehouse.deliver("customers/a.csv", "customer_id\nC1\n")
    warehouse.load()
    before = warehouse.query("select * exclude loaded_at from audit.load_ledger")
    reset_landing(warehouse.connection, warehouse.contract)
    assert warehouse.rows("customers", "customer_id") == []
    assert warehouse.load().files_new == 1
    assert warehouse.query("select * exclude loaded_at from audit.load_ledger") == before


def test_the_books_are_checked(warehouse: Warehouse) -> None:
    warehouse.deliver("customers/a.csv", "customer_id\nC1\nC2\n")
    warehouse.load()
    warehouse.connection.execute("delete from landing.customers where customer_id = 'C1'")
    with pytest.raises(AccountingError, match="customers"):
        require_accounts(warehouse.connection, warehouse.contract)
    warehouse.connection.execute("update audit.load_ledger set rows_loaded = 1")
    with pytest.raises(AccountingError, match=r"do not add up.*customers/a\.csv"):
        require_accounts(warehouse.connection, warehouse.contract)


def test_nothing_new_leaves_the_store_alone(warehouse: Warehouse) -> None:
    warehouse.deliver("customers/a.csv", "customer_id\nC1\n")
    warehouse.load()
    before = warehouse.query("select * from audit.load_ledger")
    report = warehouse.load()
    assert (report.files_new, report.rows_read, report.has_withdrawn) == (0, 0, False)
    assert warehouse.query("select * from audit.load_ledger") == before


def test_the_fingerprint_changes_with_files_only(warehouse: Warehouse) -> None:
    empty = landing_fingerprint(warehouse.landing)
    warehouse.deliver("customers/a.csv", "customer_id\nC1\n")
    one = landing_fingerprint(warehouse.landing)
    warehouse.deliver("customers/.part", "x")
    assert landing_fingerprint(warehouse.landing) == one != empty
    warehouse.touch("customers/a.csv", "2024-06-02T00:00:00")
    assert landing_fingerprint(warehouse.landing) != one


def test_looking_for_files_imports_nothing_heavy() -> None:
    check = (
        "import sys; import orchestration.landing.discover; "
        "sys.exit(bool({'duckdb', 'numpy', 'pyarrow', 'yaml'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", check], cwd=PROJECT, check=True)


def test_ensuring_the_store_twice_is_harmless(warehouse: Warehouse) -> None:
    warehouse.deliver("customers/a.csv", "customer_id\nC1\n")
    warehouse.load()
    ensure_store(warehouse.connection, warehouse.contract)
    assert warehouse.rows("customers", "customer_id") == [("C1",)]
