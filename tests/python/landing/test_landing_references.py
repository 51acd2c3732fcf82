"""Rows that point at nothing are loaded and reported."""

from __future__ import annotations

import pytest
from landing_warehouse import Warehouse

pytestmark = pytest.mark.usefixtures("open_gate")


def test_orphans_are_counted_among_the_new_rows(warehouse: Warehouse) -> None:
    warehouse.deliver("customers/c.csv", "customer_id\nC1\n")
    warehouse.deliver("agents/a.csv", "agent_id,team_id,role\nA1,t1,social\n")
    header = "ticket_id,customer_id,agent_id,channel,created_at,status\n"
    rows = [
        f"T{n},{c},{a},phone,2024-05-01,open\n"
        for n, (c, a) in enumerate([("C1", "A1"), ("C2", "A1"), ("C3", ""), ("C3", "A9")])
    ]
    warehouse.deliver("tickets/t.csv", header + "".join(rows))
    surveys = (
        "survey_id,stage,contact_type,contact_id\nS1,presales,ticket,T1\nS2,presales,ticket,T9\n"
    )
    warehouse.deliver("surveys/s.csv", surveys + "S3,presales,call,T1\nS4,presales,,T9\n")
    found = {
        (each.table_name, each.column_name, each.name): each.rows_failed
        for each in warehouse.load().check_results
    }
    assert found[("tickets", "customer_id", "unknown_customers")] == 3
    assert found[("tickets", "agent_id", "unknown_agents")] == 1
    assert found[("surveys", "contact_id", "unknown_tickets")] == 1
    # Calls and orders were never delivered: nobody can say that one is unknown.
    assert ("surveys", "contact_id", "unknown_calls") not in found
    assert ("tickets", "order_id", "unknown_orders") not in found
    assert len(warehouse.rows("tickets", "ticket_id")) == 4
