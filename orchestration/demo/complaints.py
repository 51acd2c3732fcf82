"""Complaints: most grow out of a contact that went badly, some out of the goods."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from orchestration.demo import columns
from orchestration.demo.centre import (
    COMPLAINT,
    GROUP_OF_ISSUE,
    GROUPS,
    ISSUE_KEYS,
    TEAM,
    issue_key_codes,
)
from orchestration.demo.columns import NONE, Frame
from orchestration.demo.customers import KEY, Customers, latest_order
from orchestration.demo.routing import assign
from orchestration.demo.staff import Staff
from orchestration.demo.stories import RISING_ISSUE
from orchestration.demo.window import DAY, HOUR, Array, Window

CAUSES = ["service", "product", "logistics", "price", "language_culture", "other"]
SERVICE, PRODUCT, LOGISTICS, PRICE, CULTURE, OTHER = range(6)
ESCALATIONS = ["none", "supervisor", "platform"]
CAUSE_OF_GROUP = {"logistics": LOGISTICS, "price": PRICE, "product": PRODUCT, "refund": SERVICE}
REPEAT_SHARE = 0.06


def draw_complaints(
    c: Frame, orders: Frame, staff: Staff, window: Window, rng: np.random.Generator
) -> Frame:
    """Who complains about what, who handles it and how that ends."""
    unhappy = np.clip(3.6 - c["satisfaction"], 0, 2.5)
    foreign = c["language"] > 0
    chance = 0.001 + 0.052 * unhappy + 0.035 * (c["purpose"] == COMPLAINT)
    chance = np.where(foreign, chance + 0.004, chance)
    rising = c["issue"] == RISING_ISSUE
    chance = np.where(rising, chance + 0.10, chance)
    chance = np.where(c["repeat"], chance * 1.6, chance)
    complains = (rng.random(columns.size(c)) < chance) & (c["end"] >= 0) & ~c["bot"]
    first = draw_case(columns.take(c, complains), orders, rng)
    again = rng.random(columns.size(first)) < REPEAT_SHARE
    second = columns.take(first, again)
    second["opened"] = second["opened"] + (rng.uniform(1.5, 27, again.sum()) * DAY).astype(int)
    cases = columns.concat(first, second)
    cases = columns.take(cases, cases["opened"] < window.end)
    cases = columns.take(cases, np.argsort(cases["opened"], kind="stable"))
    return decide(cases, staff, window, rng)


def draw_case(c: Frame, orders: Frame, rng: np.random.Generator) -> Frame:
    """The complaint as it is lodged, up to two days after the contact."""
    count = columns.size(c)
    default = np.array([CAUSE_OF_GROUP.get(group, SERVICE) for group in GROUPS])
    cause = default[GROUP_OF_ISSUE[c["issue"]]]
    # Even where goods or parcels were the reason to call, the service is what hurts most often.
    at_service = (rng.random(count) < 0.42) & (c["issue"] != RISING_ISSUE)
    cause = np.where(at_service, SERVICE, cause)
    cause = np.where((c["language"] > 0) & (rng.random(count) < 0.3), CULTURE, cause)
    cause = np.where(rng.random(count) < 0.02, OTHER, cause)
    about_goods = np.isin(cause, (PRODUCT, LOGISTICS, PRICE))
    named = rng.random(count) < np.where(about_goods, 0.95, 0.6)
    opened = c["end"] + (rng.exponential(9, count) * HOUR).astype(int) + 300
    latest = latest_order(orders, c["customer"], opened, KEY)
    return {
        "customer": c["customer"],
        "language": c["language"],
        "cause": np.where(rng.random(count) < 0.01, NONE, cause),
        "key": issue_key_codes(c["issue"], c["category"]),
        "order": np.where(named, latest, NONE),
        "against": np.where(about_goods & (rng.random(count) < 0.5), NONE, c["agent"]),
        "opened": opened,
    }


def decide(cases: Frame, staff: Staff, window: Window, rng: np.random.Generator) -> Frame:
    """Give every case to somebody of the complaints team and see it through."""
    count = columns.size(cases)
    # Complaints lodged at night wait for the complaints team of the day.
    clock = (cases["opened"] - window.start) % DAY
    at_desk = (
        window.start
        + (cases["opened"] - window.start) // DAY * DAY
        + np.clip(clock, 9 * HOUR, 18 * HOUR)
    )
    desk = {
        "start": at_desk,
        "day": window.day_of(at_desk),
        "team": np.full(count, TEAM["complaints"]),
        "language": cases["language"],
    }
    handler = assign(desk, staff, rng)
    present = handler >= 0
    quality = np.where(present, staff.quality[handler, desk["day"]], 0)
    speed = np.where(present, staff.speed[handler, desk["day"]], 1.0)
    crisis = rng.random(count) < 0.075
    hours = rng.gamma(1.9, 30 / 1.9, count) * speed * np.where(crisis, 1.4, 1.0)
    stuck = rng.random(count) < 0.012
    escalated = rng.random(count) < np.clip(0.056 - 0.03 * quality, 0.01, 0.2)
    unhappy = 0.7 * (hours > 72) + 0.8 * escalated
    return cases | {
        "agent": handler,
        "closed": np.where(stuck, NONE, cases["opened"] + (hours * HOUR).astype(int) + 900),
        "escalated": escalated * np.where(rng.random(count) < 0.62, 1, 2),
        "crisis": crisis,
        "defused": crisis & (rng.random(count) < np.clip(0.8 + 0.1 * quality, 0.4, 0.97)),
        "satisfaction": 4.62 + 0.3 * quality - unhappy + rng.normal(0, 0.8, count),
        "quality": quality,
    }


def complaints_table(
    cases: Frame, customers: Customers, staff: Staff, order_ids: pa.Array, rng: np.random.Generator
) -> pa.Table:
    """One row per complaint, in its final state."""
    count = columns.size(cases)
    key = np.where(rng.random(count) < 0.02, NONE, cases["key"])
    said = rng.random(count) < 0.8
    escalated: Array = np.where(said | (cases["escalated"] > 0), cases["escalated"], NONE)
    return pa.table(
        {
            "complaint_id": columns.consecutive_ids("K", count, 5),
            "customer_id": columns.texts(customers.ids, cases["customer"]),
            "agent_id": columns.texts(staff.ids, cases["agent"]),
            "against_agent_id": columns.texts(staff.ids, cases["against"]),
            "cause": columns.texts(CAUSES, cases["cause"]),
            "order_id": columns.texts(order_ids, cases["order"]),
            "issue_key": columns.texts(ISSUE_KEYS, key),
            "opened_at": columns.instants(cases["opened"]),
            "closed_at": columns.instants(cases["closed"]),
            "escalated_to": columns.texts(ESCALATIONS, escalated),
            "is_public_crisis": columns.flags(cases["crisis"]),
            "crisis_defused": columns.flags(
                cases["defused"], cases["crisis"] & (cases["closed"] >= 0)
            ),
        }
    )
