"""Files that are refused whole: by whom, why, and that nothing of them stays."""

from __future__ import annotations

import gzip
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from landing_warehouse import Warehouse

from orchestration.landing.aliases import DeliveryFormat

HEADER = "ticket_id,customer_id,channel,created_at,status\n"
GOOD = "T{n},C1,phone,2024-05-01 10:00,closed\n"
BAD = "T{n},C1,pigeon,2024-05-01 10:00,closed\n"


def tickets(good: int, bad: int = 0) -> str:
    rows = [BAD.format(n=n) for n in range(bad)] + [GOOD.format(n=1000 + n) for n in range(good)]
    return HEADER + "".join(rows)


def parquet_bytes(rows: int) -> bytes:
    sink = pa.BufferOutputStream()
    texts = [f"a rather long and unique text {n * n}" for n in range(rows)]
    pq.write_table(pa.table({"customer_id": texts, "region": texts}), sink)
    return sink.getvalue().to_pybytes()


DAMAGED_PAGE = bytearray(parquet_bytes(5000))
DAMAGED_PAGE[2000:40000] = b"\xff" * 38000


@pytest.mark.parametrize(
    ("file", "content", "kind"),
    [
        ("customers/a.csv", b"", "zero_bytes"),
        ("customers/a.csv", b"\n\n,,\n", "header_absent"),
        ("customers/a.csv", b"C1,vip\nC2,vip\n", "header_absent"),
        ("customers/a.csv", b"region,segment\nnorth,vip\n", "required_column_missing"),
        ("customers/a.csv", b"customer_id\n\xff\xfe\xfa\n", "wrong_encoding"),
        ("customers/a.csv", "customer_id\n北".encode()[:-1], "unreadable"),
        ("customers/a.csv", "customer_id\nC1\n".encode("utf-16"), "wrong_encoding"),
        ("customers/a.csv", b'customer_id,region\nC1,"north\nC2,south\n', "unreadable"),
        ("customers/a.csv.gz", gzip.compress(b"customer_id\nC1\n" * 99)[:-9], "unreadable"),
        ("customers/a.csv.gz", b"customer_id\nC1\n", "unreadable"),
        ("customers/a.parquet", b"customer_id\nC1\n", "unreadable"),
        ("customers/a.parquet", parquet_bytes(100)[:-20], "unreadable"),
        ("customers/a.parquet", bytes(DAMAGED_PAGE), "unreadable"),
        ("customers/a.csv", b"customer_id,region\n,north\n-,south\n", "key_wholly_null"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(
    warehouse: Warehouse, file: str, content: bytes, kind: str
) -> None:
    warehouse.deliver(file, content)
    warehouse.deliver("customers/good.csv", "customer_id\nC9\n")
    report = warehouse.load()
    refused = warehouse.ledger(file)
    assert refused["outcome"] == "refused"
    assert refused["reason"].startswith(f"{kind}: ")
    assert warehouse.counts(file) == (0, 0, 0, 0)
    assert warehouse.quarantine() == []
    # The refresh goes on with the other files.
    assert warehouse.rows("customers", "customer_id") == [("C9",)]
    assert (report.files_new, report.files_refused, report.rows_read) == (2, 1, 1)
    failed = {each.name: each for each in report.check_results if not each.passed}
    assert failed[kind].observed == "1"
    assert failed["faults_of_the_file"].observed == f"1 files, {file}"
    assert {(each.kind, each.severity) for each in failed.values()} == {("expectation", "warn")}


def test_every_empty_file_is_told(warehouse: Warehouse) -> None:
    for name in "ab":
        warehouse.deliver(f"customers/{name}.csv", b"")
    warehouse.load()
    assert [warehouse.ledger(f"customers/{name}.csv")["outcome"] for name in "ab"] == [
        "refused",
        "refused",
    ]
    assert warehouse.load().files_new == 0


def test_too_large_a_share_of_bad_rows_refuses(warehouse: Warehouse) -> None:
    warehouse.deliver("tickets/a.csv", tickets(good=379, bad=20))
    warehouse.load()
    refused = warehouse.ledger("tickets/a.csv")
    assert refused["outcome"] == "refused"
    assert refused["reason"].startswith(
        "failing_share: 20 of 399 rows fail (bad_value:channel 20); mend the export"
    )
    assert warehouse.rows("tickets", "ticket_id") == []
    assert warehouse.quarantine() == []


@pytest.mark.parametrize(("good", "bad"), [(380, 20), (1, 19), (0, 19)])
def test_the_limits_themselves_do_not_refuse(warehouse: Warehouse, good: int, bad: int) -> None:
    """Five per cent of 400 rows is not over five per cent; nineteen rows are never many."""
    warehouse.deliver("tickets/a.csv", tickets(good, bad))
    warehouse.load()
    assert warehouse.counts("tickets/a.csv") == (good + bad, good, bad, 0)


def test_a_wrong_date_order_is_a_refusal_not_a_guess(warehouse: Warehouse) -> None:
    rows = "".join(f"T{n},C1,phone,{n % 28 + 1}/05/2024 10:00,closed\n" for n in range(50))
    warehouse.deliver("tickets/a.csv", HEADER + rows)
    warehouse.load()
    reason = warehouse.ledger("tickets/a.csv")["reason"]
    assert "50 of 50 rows fail (bad_timestamp:created_at 50)" in reason
    assert "delivery_formats" in reason or "seeds/aliases" in reason


def test_a_refused_file_is_read_again_only_when_its_bytes_changed(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.deliver("tickets/a.csv", HEADER.replace("status", "stadus") + GOOD.format(n=1))
    assert warehouse.load().files_refused == 1
    report = warehouse.load()
    assert (report.files_new, report.files_refused) == (0, 0)
    assert warehouse.ledger("tickets/a.csv")["outcome"] == "refused"
    warehouse.deliver("tickets/a.csv", HEADER + GOOD.format(n=1), at="2024-06-01T13:00:00")
    report = warehouse.load()
    assert (report.files_new, report.files_refused) == (1, 0)
    assert warehouse.counts("tickets/a.csv") == (1, 1, 0, 0)


def test_a_refused_file_leaves_older_rows_alone(warehouse: Warehouse) -> None:
    warehouse.deliver("tickets/a.csv", tickets(good=30), at="2024-06-01T00:00:00")
    warehouse.load()
    rows = tickets(good=30, bad=30).replace("phone", "email")
    warehouse.deliver("tickets/b.csv", rows, at="2024-06-02T00:00:00")
    warehouse.load()
    assert warehouse.query("select distinct channel from landing.tickets") == [("phone",)]
    assert warehouse.counts("tickets/a.csv") == (30, 30, 0, 0)


def test_a_header_without_rows_is_loaded_with_a_warning(warehouse: Warehouse) -> None:
    warehouse.deliver("tickets/a.csv", HEADER)
    report = warehouse.load()
    loaded = warehouse.ledger("tickets/a.csv")
    assert (loaded["outcome"], loaded["warnings"]) == ("loaded", ["header without rows"])
    assert report.warnings == ["tickets/a.csv: header without rows"]
    [check] = [each for each in report.check_results if each.name == "header_without_rows"]
    assert (check.passed, check.rows_failed) == (False, 1)


def test_an_unknown_encoding_in_the_seed_is_said(warehouse: Warehouse) -> None:
    warehouse.declare(formats=(("*", "*", DeliveryFormat(encoding="klingon")),))
    warehouse.deliver("customers/a.csv", "customer_id\nC1\n")
    warehouse.load()
    assert "delivery_formats.csv" in warehouse.ledger("customers/a.csv")["reason"]


def test_future_is_measured_from_the_file_s_time(warehouse: Warehouse) -> None:
    warehouse.deliver("tickets/a.csv", tickets(good=1), at="2024-04-29T00:00:00")
    warehouse.load()
    assert warehouse.quarantine() == [("tickets/a.csv", 2, ["future_start:created_at"])]
    # The same bytes with a later time: read again, and good.
    warehouse.touch("tickets/a.csv", "2024-05-02T00:00:00")
    warehouse.load()
    assert warehouse.quarantine() == []
    assert warehouse.rows("tickets", "created_at") == [(datetime(2024, 5, 1, 2),)]
