"""What people really do with exports: overlap them, send one row, rename them, export anew."""

from __future__ import annotations

import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from landing_warehouse import Warehouse
from landing_workbooks import workbook

from orchestration.contract import Contract
from orchestration.landing.aliases import Aliases

pytestmark = pytest.mark.usefixtures("open_gate")

HEADER = "customer_id,region,updated_at\n"


def parquet() -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"customer_id": ["C1"], "region": ["north"]}), sink)
    return sink.getvalue().to_pybytes()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("one.csv", b"customer_id,region\nC1,north\n"),
        ("one.csv.gz", gzip.compress(b"customer_id,region\nC1,north")),
        ("one.jsonl", json.dumps({"customer_id": "C1", "region": "north"}).encode()),
        ("one.jsonl.gz", gzip.compress(b'{"customer_id": "C1", "region": "north"}\n')),
        ("one.parquet", parquet()),
        ("one.xlsx", workbook([["customer_id", "region"], ["C1", "north"]])),
        ("one_column.csv", b"customer_id\nC1\n"),
    ],
)
def test_a_file_of_one_row(warehouse: Warehouse, name: str, content: bytes) -> None:
    warehouse.deliver(f"customers/{name}", content)
    warehouse.load()
    region = None if name == "one_column.csv" else "north"
    assert warehouse.rows("customers", "customer_id, region") == [("C1", region)]
    assert warehouse.counts(f"customers/{name}") == (1, 1, 0, 0)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("none.csv", b"customer_id,region\n"),
        ("none.csv.gz", gzip.compress(b"\xef\xbb\xbfcustomer_id,region\r\n")),
        ("none.xlsx", workbook([["customer_id", "region"]])),
    ],
)
def test_a_header_and_nothing_else(warehouse: Warehouse, name: str, content: bytes) -> None:
    warehouse.deliver(f"customers/{name}", content)
    warehouse.load()
    row = warehouse.ledger(f"customers/{name}")
    assert (row["outcome"], row["rows_read"]) == ("loaded", 0)
    assert row["warnings"] != [] and row["columns"] == ["customer_id", "region"]


def test_exports_that_overlap(warehouse: Warehouse) -> None:
    """Each week's export reaches a week back; what changed meanwhile comes with its new state."""
    first = "C1,a,2024-05-01\nC2,a,2024-05-02\nC3,a,2024-05-03\n"
    second = "C2,a,2024-05-02\nC3,b,2024-05-09\nC4,a,2024-05-08\n"
    warehouse.deliver("customers/w1.csv", HEADER + first, at="2024-06-01T00:00:00")
    warehouse.load()
    warehouse.deliver("customers/w2.csv", HEADER + second, at="2024-06-08T00:00:00")
    warehouse.load()
    assert warehouse.rows("customers", "customer_id, region", "1") == [
        ("C1", "a"),
        ("C2", "a"),
        ("C3", "b"),
        ("C4", "a"),
    ]
    assert warehouse.counts("customers/w1.csv") == (3, 1, 0, 2)
    assert warehouse.counts("customers/w2.csv") == (3, 3, 0, 0)


def test_the_same_export_under_other_names_and_in_other_dress(warehouse: Warehouse) -> None:
    """Byte for byte the same file is not read; the same rows packed or reordered change nothing."""
    text = HEADER + "C1,a,2024-05-01\nC2,b,2024-05-02\n"
    reordered = "updated_at,customer_id,region\n2024-05-02,C2,b\n2024-05-01,C1,a\n"
    warehouse.deliver("customers/may.csv", text, at="2024-06-01T00:00:00")
    warehouse.load()
    before = warehouse.rows("customers", "customer_id, region, updated_at", "1")
    warehouse.deliver("customers/may (1).csv", text, at="2024-06-02T00:00:00")
    packed = gzip.compress(text.encode())
    warehouse.deliver("customers/may.csv.gz", packed, at="2024-06-03T00:00:00")
    warehouse.deliver("customers/again.csv", reordered, at="2024-06-04T00:00:00")
    warehouse.load()
    assert warehouse.rows("customers", "customer_id, region, updated_at", "1") == before
    assert warehouse.ledger("customers/may (1).csv")["outcome"] == "skipped_duplicate"
    assert warehouse.counts("customers/may.csv") == (2, 0, 0, 2)
    assert warehouse.counts("customers/again.csv") == (2, 2, 0, 0)


def test_every_table_can_be_named_in_both_languages(contract: Contract, aliases: Aliases) -> None:
    """At least 150 sensible aliases: by table, in English and in Chinese."""
    by_table: dict[str, set[str]] = {}
    for table, alias, _ in aliases.columns:
        by_table.setdefault(table, set()).add(alias)
    landing = {table.name for table in contract.tables if table.source == "landing"}
    assert sum(map(len, by_table.values())) >= 150
    for table in landing:
        names = by_table.get(table, set()) | by_table.get("*", set())
        assert any(name.isascii() for name in names), f"{table} has no English alias"
        assert any(not name.isascii() for name in names), f"{table} has no Chinese alias"
