"""A row in the quarantine learns which later file delivered its key correctly."""

from __future__ import annotations

import pytest
from landing_warehouse import Warehouse

pytestmark = pytest.mark.usefixtures("open_gate")

HEADER = "ticket_id,customer_id,channel,created_at,status\n"
GOOD = "T1,C1,phone,2024-05-01 10:00,closed\n"
BAD = "T1,C1,phone,someday,closed\n"


def released(warehouse: Warehouse) -> list[tuple[str, int, str | None]]:
    return warehouse.query(
        "select file, line, released_by_file from audit.quarantine order by file, line"
    )


def test_the_first_later_good_delivery_releases(warehouse: Warehouse) -> None:
    warehouse.deliver("tickets/b.csv", HEADER + BAD + "T2,C1\n", at="2024-06-02T00:00:00")
    warehouse.load()
    assert released(warehouse) == [("tickets/b.csv", 2, None), ("tickets/b.csv", 3, None)]
    warehouse.deliver("tickets/d.csv", HEADER + GOOD, at="2024-06-04T00:00:00")
    warehouse.load()
    assert released(warehouse)[0] == ("tickets/b.csv", 2, "tickets/d.csv")
    # One that comes to lie between them is the first; one before them releases nothing.
    warehouse.deliver("tickets/c.csv", HEADER + GOOD + "\n", at="2024-06-03T00:00:00")
    again = GOOD.replace("T1", "T2")
    warehouse.deliver("tickets/a.csv", HEADER + GOOD + again, at="2024-06-01T00:00:00")
    warehouse.load()
    assert released(warehouse) == [
        ("tickets/b.csv", 2, "tickets/c.csv"),
        ("tickets/b.csv", 3, None),
    ]
    # The rows stay in the quarantine and stay counted.
    assert warehouse.counts("tickets/b.csv") == (2, 0, 2, 0)


def test_a_row_of_wrong_width_is_released_by_its_key(warehouse: Warehouse) -> None:
    warehouse.deliver("tickets/a.csv", HEADER + "T1,C1,phone\n", at="2024-06-01T00:00:00")
    warehouse.deliver("tickets/b.csv", HEADER + GOOD, at="2024-06-02T00:00:00")
    warehouse.load()
    assert released(warehouse) == [("tickets/a.csv", 2, "tickets/b.csv")]


def test_a_bad_delivery_does_not_take_away_what_was_good(warehouse: Warehouse) -> None:
    warehouse.deliver("tickets/a.csv", HEADER + GOOD, at="2024-06-01T00:00:00")
    warehouse.deliver("tickets/b.csv", HEADER + BAD, at="2024-06-02T00:00:00")
    warehouse.load()
    assert warehouse.rows("tickets", "ticket_id") == [("T1",)]
    assert released(warehouse) == [("tickets/b.csv", 2, None)]


def test_a_superseded_row_releases_as_well(warehouse: Warehouse) -> None:
    """What counts is that the key was delivered correctly, not that it was the newest."""
    warehouse.deliver("tickets/a.csv", HEADER + BAD, at="2024-06-01T00:00:00")
    warehouse.deliver("tickets/b.csv", HEADER + GOOD, at="2024-06-02T00:00:00")
    warehouse.deliver("tickets/c.csv", HEADER + GOOD + "\n", at="2024-06-03T00:00:00")
    warehouse.load()
    assert released(warehouse) == [("tickets/a.csv", 2, "tickets/b.csv")]


def test_a_key_with_an_empty_part_is_a_key(warehouse: Warehouse) -> None:
    header = "agent_id,valid_from,team_id,role\n"
    warehouse.deliver("agents/a.csv", header + "A1,,t1,juggler\n", at="2024-06-01T00:00:00")
    warehouse.deliver("agents/b.csv", header + "A1,,t1,social\n", at="2024-06-02T00:00:00")
    warehouse.load()
    assert released(warehouse) == [("agents/a.csv", 2, "agents/b.csv")]
