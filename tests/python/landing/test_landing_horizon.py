"""From which date on a refresh rebuilds, by what is new."""

from __future__ import annotations

from datetime import date

import pytest
from landing_warehouse import Warehouse

from orchestration.horizon import ChangeWatch, Horizon

pytestmark = pytest.mark.usefixtures("open_gate")

ORDERS = "order_id,customer_id,placed_at,status,amount\n"
CONVERSATIONS = "conversation_id,customer_id,channel,started_at,ended_at\n"
MESSAGES = "message_id,conversation_id,sender,sent_at\n"
CUSTOMERS = "customer_id,segment\n"
ACTIONS = "action_id,indicator,scope_type,scope_id,measure,due_on,target_value,segment\n"


@pytest.fixture
def built(warehouse: Warehouse) -> Warehouse:
    """A store that was built from events from 2023-02-01 to 2025-09-10."""
    warehouse.deliver("orders/a.csv", ORDERS + "O1,C1,2025-09-10 12:00:00,paid,1\n")
    warehouse.deliver(
        "improvement_actions/a.csv", ACTIONS + action("A1", "2025-09-01", "hour:20-08")
    )
    warehouse.load()
    warehouse.connection.execute("create schema intermediate")
    warehouse.connection.execute(
        "create table intermediate.int_as_of as"
        " select timestamp '2025-09-10 12:00:00' as as_of, date '2023-02-01' as oldest_event_date"
    )
    return warehouse


def action(action_id: str, due_on: str, segment: str) -> str:
    return f"{action_id},fcr_rate,agent,a1,coach,{due_on},80,{segment}\n"


def rebuilt_from(built: Warehouse, file: str, content: str) -> Horizon | None:
    watch = ChangeWatch(built.connection, built.contract)
    built.deliver(file, content)
    built.load()
    return watch.rebuilt_from(None)


def test_an_event_reaches_back_by_one_window_and_figures_to_the_quarter(
    built: Warehouse,
) -> None:
    # The last build was as of 2025-09-10; less 33 days is Friday, 2025-08-08. That quarter began on
    # Tuesday, 2025-07-01.
    found = rebuilt_from(built, "orders/b.csv", ORDERS + "O2,C1,2025-09-11 12:00:00,paid,1\n")
    assert found == Horizon(events=date(2025, 8, 4), periods=date(2025, 6, 30))


def test_an_action_without_a_segment_does_no_more(built: Warehouse) -> None:
    found = rebuilt_from(
        built, "improvement_actions/b.csv", ACTIONS + action("A2", "2025-09-20", "")
    )
    assert found == Horizon(events=date(2025, 8, 4), periods=date(2025, 6, 30))


def test_an_action_that_asks_for_a_segment_reaches_back_by_a_year(built: Warehouse) -> None:
    # 2025-09-20 less 365 and 33 days is Sunday, 2024-08-18; that quarter began on Monday, 07-01.
    found = rebuilt_from(
        built, "improvement_actions/b.csv", ACTIONS + action("A2", "2025-09-20", "channel:phone")
    )
    assert found == Horizon(events=date(2024, 8, 12), periods=date(2024, 7, 1))


def test_a_message_reaches_back_to_before_its_conversation_began(built: Warehouse) -> None:
    """A conversation that never ended is left alone (last_known_on) until somebody writes again."""
    built.deliver("conversations/a.csv", CONVERSATIONS + "V1,C1,web,2024-02-01 12:00:00,\n")
    built.deliver("messages/a.csv", MESSAGES + "M1,V1,customer,2024-02-01 12:00:00\n")
    built.load()
    # 2024-02-01 less 33 days is Saturday, 2023-12-30; that quarter began on Sunday, 10-01.
    found = rebuilt_from(built, "messages/b.csv", MESSAGES + "M2,V1,agent,2024-05-20 12:00:00\n")
    assert found == Horizon(events=date(2023, 12, 25), periods=date(2023, 9, 25))


def test_a_word_about_a_customer_reaches_back_to_before_the_first_order(built: Warehouse) -> None:
    """So dim_customer can leave those alone whose first order lies before what is rebuilt."""
    built.deliver("customers/a.csv", CUSTOMERS + "C2,standard\n")
    built.deliver("orders/b.csv", ORDERS + "O2,C2,2024-03-04 12:00:00,paid,1\n")
    built.load()
    # 2024-03-04 less 33 days is Wednesday, 2024-01-31; that quarter began on Monday, 01-01.
    found = rebuilt_from(built, "customers/b.csv", CUSTOMERS + "C2,vip\n")
    assert found == Horizon(events=date(2024, 1, 29), periods=date(2024, 1, 1))


def test_a_corrected_order_reaches_back_to_before_what_was_said_first(built: Warehouse) -> None:
    """It may have been the customer's first order."""
    built.deliver("orders/b.csv", ORDERS + "O2,C2,2024-03-04 12:00:00,paid,1\n")
    built.load()
    found = rebuilt_from(built, "orders/c.csv", ORDERS + "O2,C2,2024-05-20 12:00:00,paid,1\n")
    assert found == Horizon(events=date(2024, 1, 29), periods=date(2024, 1, 1))
