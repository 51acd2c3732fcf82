"""Every reason for which a single row goes to the quarantine, worked by hand."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from landing_warehouse import Warehouse

pytestmark = pytest.mark.usefixtures("open_gate")

GOOD = "T1,C1,phone,2024-05-01 10:00:00,closed"
HEADER = "ticket_id,customer_id,channel,created_at,status"


def tickets(*rows: str, more: str = "") -> str:
    """A file of tickets; `more` are further columns of the header."""
    return "\n".join([HEADER + more, *rows]) + "\n"


@pytest.mark.parametrize(
    ("row", "more", "reasons"),
    [
        (",C1,phone,2024-05-01 10:00,closed", "", ["required_null:ticket_id"]),
        ("T2,-,phone,2024-05-01 10:00,closed", "", ["required_null:customer_id"]),
        ("T2,C1,phone,2024-05-01 10:00,N/A", "", ["required_null:status"]),
        ("T2,C1,phone,01/05/2024 10:00,closed", "", ["bad_timestamp:created_at"]),
        ("T2,C1,phone,2024-05-01 10:00,closed,later", ",closed_at", ["bad_timestamp:closed_at"]),
        (
            "T2,C1,phone,2024-05-01 10:00,closed,two",
            ",reopened_count",
            ["bad_number:reopened_count"],
        ),
        ("T2,C1,phone,2024-05-01 10:00,closed,maybe", ",transferred", ["bad_boolean:transferred"]),
        ("T2,C1,pigeon,2024-05-01 10:00,closed", "", ["bad_value:channel"]),
        ("T2,C1,phone,2024-05-01 10:00,closed,extreme", ",priority", ["bad_value:priority"]),
        (
            "T2,C1,phone,2024-05-01 10:00,closed,-1",
            ",reopened_count",
            ["out_of_range:reopened_count"],
        ),
        (
            "T2,C1,phone,2024-05-01 10:00,closed,2024-05-01 09:59:59",
            ",resolved_at",
            ["out_of_order:resolved_at"],
        ),
        # The file is of noon, June 1st, UTC: 20:00 in Shanghai. One second more than a day later:
        ("T2,C1,phone,2024-06-02 20:00:01,closed", "", ["future_start:created_at"]),
        ("T2,C1,phone,1999-12-31 23:59:59,closed", "", ["before_2000:created_at"]),
        ("T2,C1,phone,2024-05-01 10:00", "", ["field_count:*"]),
        ("T2,C1,phone,2024-05-01 10:00,closed,", "", ["field_count:*"]),
        (
            "T2,,pigeon,1999-01-01,closed,x,1998-01-01",
            ",reopened_count,closed_at",
            [
                "required_null:customer_id",
                "bad_value:channel",
                "bad_number:reopened_count",
                "out_of_order:closed_at",
                "before_2000:created_at",
            ],
        ),
    ],
)
def test_a_bad_row_goes_with_every_reason(
    warehouse: Warehouse, row: str, more: str, reasons: list[str]
) -> None:
    good = GOOD + "," * more.count(",")
    warehouse.deliver("tickets/a.csv", tickets(good, row, more=more))
    warehouse.load()
    assert warehouse.rows("tickets", "ticket_id") == [("T1",)]
    [(file, line, found)] = warehouse.quarantine()
    assert (file, line) == ("tickets/a.csv", 3)
    assert found == reasons
    assert warehouse.counts("tickets/a.csv") == (2, 1, 1, 0)


@pytest.mark.parametrize(
    "row",
    [
        "T2,C1,phone,2024-06-02 20:00:00,closed",
        "T2,C1,phone,2000-01-01 00:00:00,closed",
        "T2,C1,PHONE,2024-05-01 10:00,Closed",
        "T2,C1,电话,2024-05-01 10:00,已解决",
    ],
)
def test_the_limits_themselves_are_good(warehouse: Warehouse, row: str) -> None:
    warehouse.deliver("tickets/a.csv", tickets(GOOD, row))
    warehouse.load()
    assert warehouse.quarantine() == []
    assert len(warehouse.rows("tickets", "ticket_id")) == 2


def test_an_optional_value_that_is_null_stays_null(warehouse: Warehouse) -> None:
    more = ",priority,reopened_count,transferred,resolved_at,handled_by"
    warehouse.deliver("tickets/a.csv", tickets(GOOD + ",,-,NULL,N/A,\\N", more=more))
    warehouse.load()
    columns = "priority, reopened_count, transferred, resolved_at, handled_by"
    assert warehouse.rows("tickets", columns) == [(None,) * 5]


def test_numbers_are_judged_by_their_range(warehouse: Warehouse) -> None:
    rows = ["S1,presales,1,0", "S2,presales,5,10", "S3,presales,0,5", "S4,presales,6,11"]
    warehouse.deliver("surveys/a.csv", "survey_id,stage,csat,nps\n" + "\n".join(rows))
    warehouse.load()
    assert [reasons for _, _, reasons in warehouse.quarantine()] == [
        ["out_of_range:csat"],
        ["out_of_range:csat", "out_of_range:nps"],
    ]


def test_the_order_of_instants_is_judged_in_every_table_that_declares_it(
    warehouse: Warehouse,
) -> None:
    """The lists of the contract, table by table."""
    declared = {
        table.name: (table.start, table.not_before_start)
        for table in warehouse.contract.tables
        if table.not_before_start
    }
    assert declared == {
        "tickets": ("created_at", ("first_response_at", "resolved_at", "closed_at")),
        "conversations": ("started_at", ("first_response_at", "ended_at")),
        "calls": ("offered_at", ("answered_at", "ended_at")),
        "agent_states": ("started_at", ("ended_at",)),
        "surveys": ("sent_at", ("responded_at",)),
        "complaints": ("opened_at", ("closed_at",)),
        "returns": ("requested_at", ("reviewed_at", "shipped_at")),
        "servicenow_incidents": ("opened_at", ("resolved_at", "closed_at")),
    }


def test_the_quarantine_keeps_the_row_as_it_came(warehouse: Warehouse) -> None:
    rows = [GOOD + ",x", 'T2, C2 ,pigeon,yesterday,closed,"two\nlines"', "T3,C3"]
    warehouse.deliver("tickets/a.csv", tickets(*rows, more=",Our own"))
    warehouse.load()
    raw = warehouse.query("select line, key, raw from audit.quarantine order by line")
    assert [(line, key) for line, key, _ in raw] == [(3, ["T2"]), (5, ["T3"])]
    assert json.loads(raw[0][2]) == {
        "ticket_id": "T2",
        "customer_id": " C2 ",
        "channel": "pigeon",
        "created_at": "yesterday",
        "status": "closed",
        "Our own": "two\nlines",
    }
    assert json.loads(raw[1][2]) == ["T3", "C3"]


def test_the_same_rules_hold_for_the_keys_of_two_columns(warehouse: Warehouse) -> None:
    rows = [
        "A1,2024-05-01 10:00,2024-05-01 11:00,available",
        "A1,never,2024-05-01 11:00,available",
        "A1,,2024-05-01 11:00,dancing",
    ]
    warehouse.deliver(
        "agent_states/a.csv", "agent_id,started_at,ended_at,state\n" + "\n".join(rows)
    )
    warehouse.load()
    assert warehouse.rows("agent_states", "started_at") == [(datetime(2024, 5, 1, 2),)]
    assert warehouse.query("select reasons, key from audit.quarantine order by line") == [
        (["bad_timestamp:started_at"], None),
        (["required_null:started_at", "bad_value:state"], None),
    ]
