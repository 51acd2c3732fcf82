"""What is loaded nevertheless, but said: unusual days and tables that went silent."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from landing_warehouse import Warehouse

from orchestration.landing.freshness import check_freshness

pytestmark = pytest.mark.usefixtures("open_gate")


def calls(days: dict[date, int]) -> str:
    """So many calls at noon, Shanghai, of each day."""
    rows = [f"{day}-{n},{day} 12:00" for day, count in days.items() for n in range(count)]
    return "call_id,offered_at\n" + "\n".join(rows) + "\n"


def test_unusual_days_are_told(warehouse: Warehouse) -> None:
    """Ten calls a day; then 4, 5, 20, 21 and none, against a median of ten."""
    first = date(2024, 3, 4)
    days = {first + timedelta(days=n): 10 for n in range(28)}
    last = first + timedelta(days=28)
    days |= {last + timedelta(days=n): count for n, count in enumerate([4, 5, 20, 21])}
    warehouse.deliver("calls/c.csv", calls(days))
    [check] = [each for each in warehouse.load().check_results if each.name == "volume_anomaly"]
    assert check.observed == "2 of 4 days are unusual, 2024-04-01, 2024-04-04"
    assert (check.passed, check.rows_failed, check.severity) == (False, 2, "warn")


def test_only_days_of_fresh_rows_are_judged(warehouse: Warehouse) -> None:
    first = date(2024, 3, 4)
    warehouse.deliver("calls/a.csv", calls({first + timedelta(days=n): 10 for n in range(29)}))
    warehouse.load()
    warehouse.deliver("calls/b.csv", calls({first + timedelta(days=29): 10}))
    [check] = [each for each in warehouse.load().check_results if each.name == "volume_anomaly"]
    assert (check.observed, check.passed) == ("0 of 1 days are unusual", True)


def test_a_table_that_went_silent_is_told(warehouse: Warehouse) -> None:
    warehouse.deliver("calls/c.csv", calls({date(2024, 3, 4): 1}))
    warehouse.load()
    table = warehouse.contract.table("calls")
    noon = datetime(2024, 3, 4, 4, tzinfo=UTC)
    verdicts = {
        hours: [each.passed for each in check_freshness(warehouse.connection, table, now)]
        for hours in (48, 49)
        for now in [noon + timedelta(hours=hours)]
    }
    assert verdicts == {48: [True], 49: [False]}
    assert check_freshness(warehouse.connection, warehouse.contract.table("tickets")) == []
