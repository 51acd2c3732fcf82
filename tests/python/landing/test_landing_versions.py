"""One row per key, the newest; the books of every file balance in any order of deliveries."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from landing_warehouse import Warehouse

from orchestration.contract import Contract
from orchestration.landing.aliases import Aliases

pytestmark = pytest.mark.usefixtures("open_gate")

HEADER = "customer_id,region,updated_at\n"


def test_the_later_version_wins_whatever_file_it_comes_in(warehouse: Warehouse) -> None:
    warehouse.deliver("customers/a.csv", HEADER + "C1,a,2024-05-03\n", at="2024-06-01T00:00:00")
    warehouse.deliver("customers/b.csv", HEADER + "C1,b,2024-05-02\n", at="2024-06-02T00:00:00")
    warehouse.load()
    assert warehouse.rows("customers", "region") == [("a",)]
    assert warehouse.rows("customers_superseded", "region") == [("b",)]
    assert warehouse.counts("customers/a.csv") == (1, 1, 0, 0)
    assert warehouse.counts("customers/b.csv") == (1, 0, 0, 1)


def test_a_null_version_is_older_than_any(warehouse: Warehouse) -> None:
    warehouse.deliver("customers/a.csv", HEADER + "C1,a,2001-01-01\n", at="2024-06-01T00:00:00")
    warehouse.deliver("customers/b.csv", HEADER + "C1,b,\n", at="2024-06-02T00:00:00")
    warehouse.load()
    assert warehouse.rows("customers", "region") == [("a",)]


def test_of_equal_versions_the_later_delivery_wins(warehouse: Warehouse) -> None:
    """Later is: by time, then by path, then by line."""
    for name, time in (("b", "00"), ("a", "01"), ("c", "01")):
        rows = f"C1,{name}1,2024-05-01\nC1,{name}2,2024-05-01\n"
        warehouse.deliver(f"customers/{name}.csv", HEADER + rows, at=f"2024-06-01T{time}:00:00")
    warehouse.load()
    assert warehouse.rows("customers", "region") == [("c2",)]
    assert warehouse.rows("customers_superseded", "region", "region") == [
        ("a1",),
        ("a2",),
        ("b1",),
        ("b2",),
        ("c1",),
    ]


def test_without_versions_the_later_delivery_wins(warehouse: Warehouse) -> None:
    header = "agent_id,valid_from,team_id,role\n"
    warehouse.deliver("agents/b.csv", header + "A1,,t1,social\n", at="2024-06-01T00:00:00")
    warehouse.load()
    rows = "A1,,t2,social\nA1,2024-05-01,t3,social\n"
    warehouse.deliver("agents/a.csv", header + rows, at="2024-06-02T00:00:00")
    warehouse.load()
    assert warehouse.rows("agents", "team_id") == [("t2",), ("t3",)]
    assert warehouse.counts("agents/b.csv") == (1, 0, 0, 1)
    assert warehouse.counts("agents/a.csv") == (2, 2, 0, 0)


def test_identical_content_counts_once_at_its_earliest(warehouse: Warehouse) -> None:
    text = HEADER + "C1,a,\n"
    warehouse.deliver("customers/late.csv", text, at="2024-06-03T00:00:00")
    warehouse.deliver("customers/other.csv", HEADER + "C1,b,\n", at="2024-06-02T00:00:00")
    assert warehouse.load().files_new == 2
    assert warehouse.rows("customers", "region") == [("a",)]
    # The same bytes turn up with an earlier time: the content was delivered before `other`.
    warehouse.deliver("customers/early.csv", text, at="2024-06-01T00:00:00")
    report = warehouse.load()
    assert (report.files_new, report.files_skipped) == (1, 1)
    assert warehouse.rows("customers", "region") == [("b",)]
    assert warehouse.rows("customers_superseded", "region") == [("a",)]
    skipped = warehouse.ledger("customers/late.csv")
    assert (skipped["outcome"], skipped["reason"]) == (
        "skipped_duplicate",
        "same content as customers/early.csv",
    )
    assert warehouse.counts("customers/late.csv") == (0, 0, 0, 0)
    assert warehouse.counts("customers/early.csv") == (1, 0, 0, 1)
    assert warehouse.load().files_new == 0


def test_a_file_that_did_not_change_is_not_hashed_again(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.deliver("customers/a.csv", HEADER + "C1,a,\n")
    warehouse.load()

    def hash_file(landing: Path, file: object) -> str:
        raise AssertionError("hashed")

    monkeypatch.setattr("orchestration.landing.plan.hash_file", hash_file)
    assert warehouse.load().files_new == 0


def test_a_file_with_other_bytes_replaces_what_it_said(warehouse: Warehouse) -> None:
    """Nobody should change a delivered file; who does gets what a fresh start would give."""
    warehouse.deliver("customers/a.csv", HEADER + "C1,old,\nC2,old,\n", at="2024-06-01T00:00:00")
    warehouse.deliver("customers/b.csv", HEADER + "C1,new,\n", at="2024-06-02T00:00:00")
    warehouse.load()
    warehouse.deliver("customers/b.csv", HEADER + "C3,new,\n", at="2024-06-02T00:00:01")
    warehouse.load()
    assert warehouse.rows("customers", "customer_id, region", "1") == [
        ("C1", "old"),
        ("C2", "old"),
        ("C3", "new"),
    ]
    assert warehouse.rows("customers_superseded", "region") == []
    assert warehouse.counts("customers/a.csv") == (2, 2, 0, 0)


def test_an_archived_file_keeps_its_rows(warehouse: Warehouse) -> None:
    warehouse.deliver("customers/a.csv", HEADER + "C1,a,\n")
    warehouse.load()
    (warehouse.landing / "customers/a.csv").unlink()
    warehouse.load()
    assert warehouse.rows("customers", "region") == [("a",)]
    assert warehouse.counts("customers/a.csv") == (1, 1, 0, 0)


def test_a_moved_file_is_found_at_its_new_place(warehouse: Warehouse) -> None:
    path = warehouse.deliver("customers/a.csv", HEADER + "C1,a,\n")
    warehouse.load()
    path.rename(warehouse.landing / "customers/b.csv")
    warehouse.load()
    assert warehouse.query("select file from audit.load_ledger") == [("customers/b.csv",)]
    assert warehouse.rows("customers", "region") == [("a",)]


def state(warehouse: Warehouse) -> tuple[object, ...]:
    """All that may not depend on when the files came."""
    columns = "customer_id, region, updated_at, _file_id, _line, _extra"
    return (
        warehouse.rows("customers", columns, "all"),
        warehouse.rows("customers_superseded", columns, "all"),
        warehouse.query("select * from audit.quarantine order by all"),
        warehouse.query(
            "select * exclude (loaded_at, build_id) from audit.load_ledger order by file"
        ),
    )


row = st.tuples(
    st.sampled_from(["C1", "C2", "C3"]),
    st.sampled_from(["r1", "r2"]),
    st.sampled_from(["", "2024-05-01", "2024-05-02", "never"]),
)
content = st.lists(row, min_size=1, max_size=4)
# Few contents, few times: copies of one content and equal times are the interesting cases.
delivery = st.tuples(content, st.integers(1, 3))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    deliveries=st.lists(delivery, min_size=1, max_size=4),
    copies=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3)), max_size=2),
    data=st.data(),
)
def test_any_order_of_refreshes_gives_the_same_warehouse(
    tmp_path_factory: pytest.TempPathFactory,
    contract: Contract,
    aliases: Aliases,
    deliveries: list[tuple[list[tuple[str, str, str]], int]],
    copies: list[tuple[int, int]],
    data: st.DataObject,
) -> None:
    wanted = [*deliveries, *((deliveries[n % len(deliveries)][0], day) for n, day in copies)]
    files = [
        (
            f"customers/f{n}.csv",
            HEADER + "".join(",".join(each) + "\n" for each in rows),
            f"2024-06-0{day}T00:00:00",
        )
        for n, (rows, day) in enumerate(wanted)
    ]
    customers = Contract((contract.table("customers"),))
    at_once = Warehouse(tmp_path_factory.mktemp("once"), customers, aliases)
    one_by_one = Warehouse(tmp_path_factory.mktemp("each"), customers, aliases)
    for file in files:
        at_once.deliver(*file)
    at_once.load()
    for file in data.draw(st.permutations(files)):
        one_by_one.deliver(*file)
        if data.draw(st.booleans()):
            one_by_one.load()
    one_by_one.load()
    try:
        assert state(one_by_one) == state(at_once)
    finally:
        at_once.connection.close()
        one_by_one.connection.close()


def test_ids_of_files_do_not_depend_on_their_order(warehouse: Warehouse) -> None:
    warehouse.deliver("customers/a.csv", HEADER + "C1,a,\n")
    warehouse.load()
    before = warehouse.ledger("customers/a.csv")["file_id"]
    warehouse.deliver("customers/0.csv", HEADER + "C2,a,\n", at="2020-01-01T00:00:00")
    warehouse.load()
    assert warehouse.ledger("customers/a.csv")["file_id"] == before
    assert warehouse.ledger("customers/a.csv")["modified_at"] == datetime(2024, 6, 1, 12)
