"""Who calls, when, about what: the contacts before anybody has answered them."""

from __future__ import annotations

import numpy as np

from orchestration.demo.centre import (
    AFTERSALES,
    CATEGORY_NAMES,
    CATEGORY_SHARES,
    CHANNEL_SHARES,
    COMPLEX_SHARES,
    CONVERSATION,
    KIND_SHARES,
    NIGHT_FROM,
    NIGHT_TO,
    ORDER_URGE,
    PRESALES,
    PURPOSE_SHARES,
    PURPOSES,
    TECH,
    TICKET,
    issue_shares,
)
from orchestration.demo.columns import NONE, Frame
from orchestration.demo.customers import Customers, latest_order, new_product_days
from orchestration.demo.seasons import Days, draw_instants
from orchestration.demo.stories import RISING_CATEGORY, RISING_ISSUE, Stories
from orchestration.demo.window import DAY, Array, Window, hour_of

# Share of contacts that the bot ends by itself: by purpose, for conversations and tickets.
BOT_SHARES = np.array(
    [
        [0.08, 0.30, 0.0],
        [0.15, 0.42, 0.0],
        [0.08, 0.24, 0.0],
        [0.03, 0.10, 0.0],
        [0.15, 0.55, 0.0],
    ]
)
ORDER_LINK_DAYS = 75


def draw_contacts(
    average_per_day: float,
    window: Window,
    days: Days,
    customers: Customers,
    orders: Frame,
    stories: Stories,
    rng: np.random.Generator,
) -> Frame:
    """The day's volume by demand, then customer, purpose, kind, channel and topic of each."""
    volume = rng.poisson(average_per_day * days.demand)
    day = np.repeat(np.arange(window.days), volume)
    count = len(day)
    start = draw_instants(window, day, rng)
    customer = pick_weighted(customers.contact_weight, count, rng)
    purpose = rng.choice(len(PURPOSES), count, p=PURPOSE_SHARES)
    kind = pick_by_row(KIND_SHARES[purpose], rng)
    order = latest_order(orders, customer, start, ORDER_LINK_DAYS * DAY)
    order[(purpose == PRESALES) | (rng.random(count) < 0.12)] = NONE
    category = np.where(
        order >= 0,
        orders["category"][np.maximum(order, 0)],
        rng.choice(len(CATEGORY_NAMES), count, p=CATEGORY_SHARES),
    )
    technical = purpose == TECH
    order[technical & (category > 1)] = NONE  # only phones and appliances have a hotline
    category[technical & (category > 1)] = rng.integers(0, 2, (technical & (category > 1)).sum())
    issue = draw_issues(purpose, category, day, days, stories, rng)
    night = at_night(start)
    bot_share = BOT_SHARES[purpose, kind] + np.where(night & (kind == CONVERSATION), 0.08, 0)
    is_new = (purpose == PRESALES) & (
        rng.random(count) < np.where(new_product_days(days)[day], 0.3, 0.07)
    )
    return {
        "kind": kind,
        "start": start,
        "day": day,
        "customer": customer,
        "purpose": purpose,
        "issue": issue,
        "category": category,
        "channel": pick_by_row(CHANNEL_SHARES[kind], rng),
        "language": customers.language[customer],
        "vip": customers.is_vip[customer],
        "complex": rng.random(count) < COMPLEX_SHARES[issue],
        "bot": rng.random(count) < bot_share,
        "new_product": is_new,
        "order": order,
        "repeat": np.zeros(count, bool),
    }


def draw_issues(
    purpose: Array,
    category: Array,
    day: Array,
    days: Days,
    stories: Stories,
    rng: np.random.Generator,
) -> Array:
    """What each contact is about, with the shift of a promotion and the product that goes wrong."""
    count = len(purpose)
    shares = np.array([issue_shares(p) for p in range(len(PURPOSES))])
    issue = pick_by_row(shares[purpose], rng)
    ordinary = (purpose == AFTERSALES) & (rng.random(count) < 0.12)
    issue[ordinary & days.is_promotion[day]] = ORDER_URGE
    rising = (purpose == AFTERSALES) & (category == RISING_CATEGORY)
    months_on = np.maximum(day - stories.rising_from, 0) / 30
    share = np.where(day < stories.rising_from, 0.03, np.minimum(0.08 + 0.09 * months_on, 0.5))
    issue[rising & (rng.random(count) < share)] = RISING_ISSUE
    return issue


def draw_follow_ups(
    contacts: Frame, window: Window, stories: Stories, rng: np.random.Generator
) -> Frame:
    """The same customer asks again about the same thing, often by another channel.

    Who was sent away too early comes back when nobody counts any more: after the 72 hours of a
    conversation, but within the seven days of a ticket, with a new ticket.
    """
    again = contacts["again"] & (contacts["end"] >= 0)
    first = {
        name: contacts[name][again]
        for name in ("kind", "customer", "purpose", "issue", "category", "language", "vip")
    } | {name: contacts[name][again] for name in ("complex", "new_product", "order")}
    end = contacts["end"][again]
    count = len(end)
    lag = np.where(
        rng.random(count) < 0.7, rng.uniform(0.3, 68, count), 72 + rng.exponential(140, count)
    )
    closer = contacts["agent"][again] == stories.early_closer
    closer_ticket = closer & (first["kind"] == TICKET)
    lag = np.where(closer & ~closer_ticket, rng.uniform(75, 165, count), lag)
    lag = np.where(closer_ticket, rng.uniform(12, 150, count), lag)
    start = end + (lag * 3600).astype(np.int64)
    asleep = hour_of(start) < 7
    start = np.where(asleep, start + rng.integers(7, 12, count) * 3600, start)
    known = start < window.end
    kind = np.where(
        (rng.random(count) < 0.62) | closer_ticket,
        first["kind"],
        pick_by_row(KIND_SHARES[first["purpose"]], rng),
    )
    asks = {name: values[known] for name, values in first.items()}
    asks |= {
        "start": start[known],
        "day": window.day_of(start[known]),
        "kind": kind[known],
        "channel": pick_by_row(CHANNEL_SHARES[kind[known]], rng),
        "bot": rng.random(known.sum()) < BOT_SHARES[asks["purpose"], kind[known]] / 3,
        "repeat": np.ones(known.sum(), bool),
    }
    return asks


def at_night(seconds: Array) -> Array:
    """Whether the night team is in charge."""
    hour = hour_of(seconds)
    return (hour >= NIGHT_FROM) | (hour < NIGHT_TO)


def pick_weighted(weights: Array, count: int, rng: np.random.Generator) -> Array:
    """Indexes drawn by weight; faster than `choice` for many."""
    edges = np.cumsum(weights)
    return np.minimum(np.searchsorted(edges / edges[-1], rng.random(count)), len(weights) - 1)


def pick_by_row(shares: Array, rng: np.random.Generator) -> Array:
    """One index per row, drawn by that row's shares."""
    edges = np.cumsum(shares, axis=1)
    drawn = rng.random(len(shares)) * edges[:, -1]
    return np.minimum((drawn[:, None] >= edges).sum(axis=1), shares.shape[1] - 1)
