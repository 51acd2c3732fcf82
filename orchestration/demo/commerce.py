"""Orders that follow a consultation, and the goods that come back."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from orchestration.demo import columns
from orchestration.demo.centre import BAND_OF_CATEGORY, CONVERSATION, PRESALES, TEAM
from orchestration.demo.columns import NONE, Frame
from orchestration.demo.customers import KEY, Customers, latest_order, priced
from orchestration.demo.routing import assign
from orchestration.demo.staff import Staff
from orchestration.demo.window import DAY, HOUR, Window

KINDS_OF_RETURN = ["return", "exchange"]
RETURN_SHARE = 0.055
ADVISED = 1.12  # who was advised buys the better one


def draw_conversions(c: Frame, staff: Staff, orders: Frame, rng: np.random.Generator) -> Frame:
    """Orders within a day of a presales conversation: the indicator's strata differ, agents too."""
    asked = (c["kind"] == CONVERSATION) & (c["purpose"] == PRESALES) & c["valid"] & ~c["bot"]
    asked &= c["response"] >= 0
    c = columns.take(c, asked)
    count = columns.size(c)
    known = latest_order(orders, c["customer"], c["start"], KEY) >= 0
    band = BAND_OF_CATEGORY[c["category"]]
    chance = np.select(
        [band == 0, band == 2, known], [0.066, 0.165, 0.26], default=0.125
    ) * np.where(c["new_product"], 1.1, 1.0)
    skill = staff.conversion[np.maximum(c["agent"], 0)] * np.where(c["agent"] >= 0, 1.0, 0.6)
    buys = rng.random(count) < np.clip(chance * skill, 0, 0.9)
    c = columns.take(c, buys)
    count = columns.size(c)
    lag = np.minimum(rng.exponential(2.5 * HOUR, count), 23 * HOUR).astype(int) + 120
    order = priced(c["customer"], c["start"] + lag, c["category"], c["new_product"], rng)
    order["amount"] = np.round(order["amount"] * ADVISED, 2)
    return order


def second_orders(orders: Frame, c: Frame, rng: np.random.Generator) -> None:
    """Some conversations are about two orders at once: the latest and the one before."""
    row = c["order"]
    before = np.maximum(row - 1, 0)
    same = (row > 0) & (orders["customer"][before] == orders["customer"][np.maximum(row, 0)])
    both = same & (rng.random(len(row)) < 0.16)
    c["second_order"] = np.where(both, before, NONE)


def draw_returns(
    orders: Frame, customers: Customers, staff: Staff, window: Window, rng: np.random.Generator
) -> Frame:
    """Goods that come back: reviewed by the aftersales teams, replaced where it is an exchange."""
    kept = (orders["cancelled"] < 0) & (rng.random(columns.size(orders)) < RETURN_SHARE)
    row = np.flatnonzero(kept)
    requested = orders["placed"][row] + (rng.uniform(2, 13, len(row)) * DAY).astype(int)
    known = requested < window.end
    row, requested = row[known], requested[known]
    by_time = np.argsort(requested, kind="stable")
    row, requested = row[by_time], requested[by_time]
    count = len(row)
    at_desk = (
        window.start
        + (requested - window.start) // DAY * DAY
        + rng.integers(9 * HOUR, 18 * HOUR, count)
    )
    team = np.where(rng.random(count) < 0.5, TEAM["aftersales_a"], TEAM["aftersales_b"])
    customer = orders["customer"][row]
    desk = {
        "start": at_desk,
        "day": window.day_of(at_desk),
        "team": team,
        "language": customers.language[customer],
    }
    agent = assign(desk, staff, rng)
    speed = np.where(agent >= 0, staff.speed[agent, desk["day"]], 1.0)
    quality = np.where(agent >= 0, staff.quality[agent, desk["day"]], 0.0)
    exchange = rng.random(count) < 0.3
    remote = customers.is_remote[customer]
    review = rng.gamma(2.0, 4.8, count) * speed
    forgotten = rng.random(count) < np.clip(0.035 - 0.02 * quality, 0.005, 0.1)
    review = np.where(forgotten, review + rng.uniform(20, 60, count), review)
    reviewed = requested + (review * HOUR).astype(int) + 600
    shipping = rng.gamma(2.4, 21 / 2.4, count) * np.where(remote, 1.6, 1.0)
    return {
        "order": row,
        "customer": customer,
        "agent": agent,
        "exchange": exchange,
        "requested": requested,
        "reviewed": np.where(rng.random(count) < 0.01, NONE, reviewed),
        "shipped": np.where(exchange, reviewed + (shipping * HOUR).astype(int), NONE),
        "remote": remote,
        "quality": quality,
        "slow": review > 24,
    }


def returns_table(back: Frame, customers: Customers, staff: Staff, order_ids: pa.Array) -> pa.Table:
    """One row per return or exchange, in its final state."""
    lost = back["reviewed"] < 0
    return pa.table(
        {
            "return_id": columns.consecutive_ids("R", columns.size(back), 5),
            "order_id": columns.texts(order_ids, back["order"]),
            "customer_id": columns.texts(customers.ids, back["customer"]),
            "agent_id": columns.texts(staff.ids, back["agent"]),
            "kind": columns.texts(KINDS_OF_RETURN, back["exchange"].astype(int)),
            "requested_at": columns.instants(back["requested"]),
            "reviewed_at": columns.instants(back["reviewed"]),
            "shipped_at": columns.instants(np.where(lost, NONE, back["shipped"])),
            "is_remote": columns.flags(back["remote"]),
        }
    )
