"""Encodings, delimiters, packings, headers: what a file may look like."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from landing_warehouse import Warehouse
from landing_workbooks import Day, workbook

from orchestration.landing.aliases import DeliveryFormat

pytestmark = pytest.mark.usefixtures("open_gate")

CUSTOMERS = 'customer_id,segment,region\nC1,vip,"北京, 朝阳"\nC2,,上海\n'
LOADED = [("C1", "vip", "北京, 朝阳", 2), ("C2", None, "上海", 3)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("utf8.csv", CUSTOMERS.encode()),
        ("mark.csv", b"\xef\xbb\xbf" + CUSTOMERS.encode()),
        ("excel.csv", CUSTOMERS.encode("gb18030")),
        ("windows.csv", CUSTOMERS.replace("\n", "\r\n").encode("gb18030")),
        ("packed.csv.gz", gzip.compress(CUSTOMERS.encode())),
        ("packed_excel.CSV.GZ", gzip.compress(CUSTOMERS.encode("gb18030"))),
        ("semicolon.csv", CUSTOMERS.replace(",", ";").replace("北京; ", "北京, ").encode()),
        ("tab.csv", CUSTOMERS.replace(",", "\t").replace("北京\t ", "北京, ").encode()),
        ("no_end.csv", CUSTOMERS.rstrip("\n").encode()),
        ("folder/[1] a*b?.csv", CUSTOMERS.encode()),
        ("year=2024/quote's.csv", CUSTOMERS.encode()),
    ],
)
def test_text_formats(warehouse: Warehouse, name: str, content: bytes) -> None:
    warehouse.deliver(f"customers/{name}", content)
    warehouse.load()
    assert warehouse.rows("customers", "customer_id, segment, region, _line") == LOADED
    assert warehouse.counts(f"customers/{name}") == (2, 2, 0, 0)


def test_what_the_formats_seed_declares(warehouse: Warehouse) -> None:
    text = "Kunde|segment|region|updated_at\nC1|vip|Köln|3/4/2024 10:00\nC2||?|4/3/2024 10:00\n"
    declared = DeliveryFormat("dmy", "?", "|", "latin-1")
    warehouse.declare(
        columns=(("customers", "Kunde", "customer_id"),),
        formats=(("customers", "*.csv", DeliveryFormat()), ("*", "crm/*", declared)),
    )
    warehouse.deliver("customers/crm/a.csv", text.encode("latin-1"))
    warehouse.load()
    assert warehouse.rows("customers", "customer_id, region, updated_at") == [
        ("C1", "Köln", datetime(2024, 4, 3, 2)),
        ("C2", None, datetime(2024, 3, 4, 2)),
    ]


@pytest.mark.parametrize("declared", ["utf8", "UTF-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_declared_encoding_holds(warehouse: Warehouse, declared: str) -> None:
    warehouse.declare(formats=(("*", "*", DeliveryFormat(encoding=declared)),))
    warehouse.deliver("customers/a.csv", CUSTOMERS.encode(declared))
    warehouse.load()
    assert warehouse.rows("customers", "customer_id, segment, region, _line") == LOADED


def test_the_business_time_zone_is_a_setting(warehouse: Warehouse) -> None:
    warehouse.business_timezone = "Europe/Berlin"
    warehouse.deliver("customers/a.csv", "customer_id,updated_at\nC1,2024-07-01 12:00\n")
    warehouse.load()
    assert warehouse.rows("customers", "updated_at") == [(datetime(2024, 7, 1, 10),)]


def test_headers_by_alias_in_any_order_and_case(warehouse: Warehouse) -> None:
    text = "状态,TICKET-id, 客户编号 ,Contact channel,创建时间\n已解决,T1,C1,电话,2024/5/1 9:00\n"
    warehouse.deliver("tickets/a.csv", text)
    warehouse.load()
    assert warehouse.rows("tickets", "ticket_id, customer_id, channel, status, created_at") == [
        ("T1", "C1", "phone", "resolved", datetime(2024, 5, 1, 1))
    ]
    assert warehouse.ledger("tickets/a.csv")["columns"] == [
        "ticket_id",
        "customer_id",
        "channel",
        "created_at",
        "status",
    ]


def test_unknown_columns_are_kept_and_reported(warehouse: Warehouse) -> None:
    text = "customer_id,Shoe size,region,,note\nC1,42,north,,\nC2,,,,\nC3,,,x,'; drop table t\n"
    warehouse.deliver("customers/a.csv", text)
    report = warehouse.load()
    kept = [
        json.loads(extra) if extra else None for (extra,) in warehouse.rows("customers", "_extra")
    ]
    assert kept == [
        {"Shoe size": "42", "column_4": None, "note": None},
        None,
        {"Shoe size": None, "column_4": "x", "note": "'; drop table t"},
    ]
    assert warehouse.ledger("customers/a.csv")["warnings"] == [
        "unknown column Shoe size",
        "unknown column column_4",
        "unknown column note",
    ]
    assert "customers/a.csv: unknown column Shoe size" in report.warnings


def test_a_name_that_comes_twice_counts_once(warehouse: Warehouse) -> None:
    """The second of one name is `name_2`; a column's own name wins over an alias of it."""
    text = "Customer,region,Region,customer_id,region_2\nX1,north,south,C1,west\n"
    warehouse.deliver("customers/a.csv", text)
    warehouse.load()
    [(customer, region, extra)] = warehouse.rows("customers", "customer_id, region, _extra")
    assert (customer, region) == ("C1", "north")
    assert json.loads(extra) == {"Customer": "X1", "Region_2": "south", "region_2_2": "west"}


def test_parquet_of_the_contract_s_types(warehouse: Warehouse) -> None:
    table = pa.table(
        {
            "ticket_id": ["T1", "T2"],
            "customer_id": ["C1", " C2 "],
            "channel": ["phone", "pigeon"],
            # An instant; and a local time, which is the business time zone's.
            "created_at": pa.array(
                [datetime(2024, 5, 1, 2, tzinfo=UTC)] * 2, pa.timestamp("us", "UTC")
            ),
            "closed_at": pa.array([datetime(2024, 5, 1, 12)] * 2, pa.timestamp("ms")),
            "status": ["closed", "closed"],
            "reopened_count": pa.array([1, 2], pa.int64()),
            "agent_reply_count": pa.array([2.0, None], pa.float64()),
            "transferred": [True, None],
            "sla_met": ["是", "-"],
            "our_tags": pa.array([["a", "b"], None], pa.list_(pa.string())),
        }
    )
    path = warehouse.landing / "tickets"
    path.mkdir(parents=True)
    pq.write_table(table, path / "t.parquet")
    warehouse.touch("tickets/t.parquet", "2024-06-01T12:00:00")
    warehouse.load()
    assert warehouse.rows(
        "tickets",
        "ticket_id, created_at, closed_at, reopened_count, agent_reply_count, transferred, sla_met,"
        " _extra, _line",
    ) == [
        (
            "T1",
            datetime(2024, 5, 1, 2),
            datetime(2024, 5, 1, 4),
            1,
            2,
            True,
            True,
            '{"our_tags":"a|b"}',
            1,
        )
    ]
    assert warehouse.quarantine() == [("tickets/t.parquet", 2, ["bad_value:channel"])]
    [(key, raw)] = warehouse.query("select key, raw from audit.quarantine")
    assert key == ["T2"]
    assert json.loads(raw)["customer_id"] == " C2 "


def test_parquet_values_that_do_not_fit_the_type(warehouse: Warehouse) -> None:
    table = pa.table(
        {
            "agent_id": ["A1", "A2", "A3", "A4"],
            "valid_from": pa.array(
                [datetime(2024, 5, 1), datetime(2024, 5, 1, 9), None, datetime(2024, 5, 1)],
                pa.timestamp("us"),
            ),
            "team_id": pa.array([7, 7, 7, None], pa.int32()),
            "role": ["social"] * 4,
        }
    )
    (warehouse.landing / "agents").mkdir(parents=True)
    pq.write_table(table, warehouse.landing / "agents" / "a.parquet")
    warehouse.load()
    assert warehouse.rows("agents", "agent_id, valid_from::varchar, team_id") == [
        ("A1", "2024-05-01", "7"),
        ("A3", None, "7"),
    ]
    assert warehouse.quarantine() == [
        ("agents/a.parquet", 2, ["bad_timestamp:valid_from"]),
        ("agents/a.parquet", 4, ["required_null:team_id"]),
    ]


def test_large_numbers_overflow_into_the_quarantine(warehouse: Warehouse) -> None:
    (warehouse.landing / "field_services").mkdir(parents=True)
    table = pa.table(
        {
            "service_id": ["F1", "F2"],
            "served_at": [datetime(2024, 5, 1)] * 2,
            "parts_used": pa.array([1, 1 << 40], pa.int64()),
            "carbon_kg": [0.1, float("nan")],
        }
    )
    pq.write_table(table, warehouse.landing / "field_services" / "f.parquet")
    warehouse.load()
    assert warehouse.rows("field_services", "parts_used, carbon_kg::varchar") == [(1, "0.100000")]
    assert warehouse.quarantine() == [
        ("field_services/f.parquet", 2, ["bad_number:parts_used", "bad_number:carbon_kg"])
    ]


def test_files_that_nobody_declared_are_reported_and_left_alone(warehouse: Warehouse) -> None:
    warehouse.deliver("customers/a.csv", "customer_id\nC1\n")
    for name in ("notes/a.csv", "customers/readme.txt", "loose.csv", "customers/.hidden.csv"):
        warehouse.deliver(name, "x\n")
    report = warehouse.load()
    assert [each.partition(":")[0] for each in report.warnings] == [
        "customers/readme.txt",
        "loose.csv",
        "notes/a.csv",
    ]
    assert report.files_new == 1


def test_json_lines(warehouse: Warehouse) -> None:
    lines = [
        {"order_id": "O1", "customer_id": 17, "placed_at": "2024-05-01T10:00:00Z", "amount": 0.1},
        {"Order Number": "x", "order_id": "O2", "customer_id": "C2", "is_new_product": True},
        {
            "order_id": "O3",
            "customer_id": "C3",
            "placed_at": 1714557600,
            "amount": 12.30,
            "tags": ["a", "b"],
            "more": {"k": 1},
        },
    ]
    texts = [json.dumps(each) for each in lines]
    content = "\n".join([texts[0], "", '{"order_id": "O9",', texts[1], "[1, 2]", texts[2], ""])
    for name, packed in (
        ("a.jsonl", content.encode()),
        ("b.jsonl.gz", gzip.compress(content.encode())),
    ):
        warehouse.deliver(f"orders/{name}", packed)
    warehouse.load()
    found = warehouse.rows(
        "orders", "order_id, customer_id, placed_at, amount::varchar, _extra, _line", "_line"
    )
    assert found[0] == ("O1", "17", datetime(2024, 5, 1, 10), "0.10", None, 1)
    assert found[1][:4] == ("O3", "C3", datetime(2024, 5, 1, 10), "12.30")
    assert json.loads(found[1][4]) == {"Order Number": None, "tags": "a|b", "more": '{"k": "1"}'}
    assert [(line, reasons) for file, line, reasons in warehouse.quarantine() if "a.j" in file] == [
        (3, ["field_count:*"]),
        (4, ["required_null:placed_at", "required_null:amount"]),
        (5, ["field_count:*"]),
    ]
    assert warehouse.query(
        "select raw from audit.quarantine where line = 3 and file like '%a.j%'"
    ) == [('{"order_id": "O9",',)]
    assert warehouse.counts("orders/b.jsonl.gz") == (5, 2, 3, 0)
    assert warehouse.counts("orders/a.jsonl") == (5, 0, 3, 2)


def test_the_first_sheet_of_a_workbook(warehouse: Warehouse) -> None:
    """Row 1 is empty, row 4 is empty; whole numbers, dates and truth values are cells."""
    half_past_nine = Day(45413 + 9.5 / 24)
    rows = [
        None,
        ["工单编号", "客户编号", "渠道", "创建时间", "状态", "reopened_count", "transferred"],
        [10001.0, "C1", "电话", half_past_nine, "已关闭", 2.0, True],
        None,
        ["T2", "C1", "phone", "2024-05-01 10:00", "closed", 2.5, None],
    ]
    warehouse.deliver("tickets/t.xlsx", workbook(rows))
    warehouse.load()
    columns = "ticket_id, channel, created_at, reopened_count, transferred, _line"
    assert warehouse.rows("tickets", columns) == [
        ("10001", "phone", datetime(2024, 5, 1, 1, 30), 2, True, 3)
    ]
    assert warehouse.quarantine() == [("tickets/t.xlsx", 5, ["bad_number:reopened_count"])]


@pytest.mark.parametrize("content", [b"PK\x03\x04 no workbook", b"ticket_id\n"])
def test_a_damaged_workbook_is_refused(warehouse: Warehouse, content: bytes) -> None:
    warehouse.deliver("tickets/t.xlsx", content)
    warehouse.load()
    assert warehouse.ledger("tickets/t.xlsx")["reason"].startswith("unreadable: ")
