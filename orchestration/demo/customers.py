"""Customers and what they buy on their own; orders that follow a consultation come later."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from orchestration.demo import columns
from orchestration.demo.centre import (
    BAND_OF_CATEGORY,
    BANDS,
    CATEGORY_NAMES,
    LANGUAGE_SHARES,
    LANGUAGES,
    PRICE_OF_CATEGORY,
    SOLD_SHARES,
)
from orchestration.demo.columns import NONE, Frame
from orchestration.demo.seasons import Days, draw_instants
from orchestration.demo.window import DAY, Array, Window

REGIONS = [
    "广东",
    "浙江",
    "江苏",
    "上海",
    "北京",
    "四川",
    "湖北",
    "山东",
    "河南",
    "新疆",
    "西藏",
    "青海",
]
REGION_SHARES = np.array([0.17, 0.13, 0.12, 0.1, 0.09, 0.09, 0.08, 0.09, 0.07, 0.03, 0.01, 0.02])
REMOTE_REGIONS = 3
LOYAL_SHARE = 0.4
PRICE_SPREAD = np.array([0.3, 0.45, 0.4])
KEY = 10**11  # larger than any instant: customer and instant in one sortable integer


@dataclass(frozen=True)
class Customers:
    """Customers by number."""

    ids: pa.Array
    order_rate: Array
    """Orders per 30 days."""
    contact_weight: Array
    is_vip: Array
    region: Array
    language: Array

    @property
    def is_remote(self) -> Array:
        return self.region >= len(REGIONS) - REMOTE_REGIONS


def draw_customers(count: int, rng: np.random.Generator) -> Customers:
    """Four in ten come back again and again; the others buy once in a while, or never."""
    loyal = rng.random(count) < LOYAL_SHARE
    rate = np.where(loyal, rng.gamma(2.5, 0.62 / 2.5, count), 0.05)
    weight = rng.gamma(2.0, 0.5, count) * np.where(loyal, 1.9, 1.0)
    return Customers(
        ids=columns.consecutive_ids("C", count, 6),
        order_rate=rate,
        contact_weight=weight / weight.sum(),
        is_vip=loyal & (rng.random(count) < np.clip(rate / 3, 0, 0.9)),
        region=rng.choice(len(REGIONS), count, p=REGION_SHARES),
        language=rng.choice(len(LANGUAGES), count, p=LANGUAGE_SHARES),
    )


def customers_table(customers: Customers, updated_at: int) -> pa.Table:
    """One row per customer as the shop's system knows it."""
    count = len(customers.region)
    everyone = np.arange(count)
    return pa.table(
        {
            "customer_id": customers.ids,
            "segment": columns.texts(["standard", "vip"], customers.is_vip.astype(int)),
            "region": columns.texts(REGIONS, np.where(everyone % 61 == 0, NONE, customers.region)),
            "is_remote": columns.flags(customers.is_remote),
            "language": columns.texts(LANGUAGES, customers.language),
            "updated_at": columns.instants(np.full(count, updated_at)),
        }
    )


def draw_orders(
    customers: Customers, window: Window, days: Days, rng: np.random.Generator
) -> Frame:
    """The orders that nobody had to ask about first, sorted by customer and instant."""
    number = rng.poisson(customers.order_rate * window.days / 30)
    customer = np.repeat(np.arange(len(number)), number)
    count = len(customer)
    by_day = np.cumsum(days.shopping) / days.shopping.sum()
    day = np.minimum(np.searchsorted(by_day, rng.random(count)), window.days - 1)
    placed = draw_instants(window, day, rng)
    category = rng.choice(len(CATEGORY_NAMES), count, p=SOLD_SHARES)
    is_new = rng.random(count) < np.where(new_product_days(days)[day], 0.2, 0.05)
    order = priced(customer, placed, category, is_new, rng)
    return columns.take(order, np.lexsort((placed, customer)))


def priced(
    customer: Array, placed: Array, category: Array, is_new: Array, rng: np.random.Generator
) -> Frame:
    """Orders with their amount; some are cancelled within two days."""
    count = len(customer)
    spread = PRICE_SPREAD[BAND_OF_CATEGORY[category]]
    amount = PRICE_OF_CATEGORY[category] * np.exp(rng.normal(0, 1, count) * spread - spread**2 / 2)
    cancelled = rng.random(count) < 0.035
    return {
        "customer": customer,
        "placed": placed,
        "category": category,
        "amount": np.round(amount * np.where(is_new, 1.1, 1.0), 2),
        "is_new": is_new,
        "cancelled": np.where(cancelled, placed + rng.integers(300, 2 * DAY, count), NONE),
    }


def new_product_days(days: Days) -> Array:
    """Which days fall into a new product's season."""
    return np.array([season == "new_product" for season in days.season])


def latest_order(orders: Frame, customer: Array, at: Array, within: int) -> Array:
    """Row of the customer's last order in the time before each instant; -1 where there is none."""
    keys = orders["customer"].astype(np.int64) * KEY + orders["placed"]
    row = np.searchsorted(keys, customer.astype(np.int64) * KEY + at) - 1
    inside = np.maximum(row, 0)
    recent = (orders["customer"][inside] == customer) & (orders["placed"][inside] >= at - within)
    return np.where((row >= 0) & recent, row, NONE)


def order_numbers(orders: Frame) -> tuple[pa.Array, Array]:
    """Identifiers in the order of placing, and each row's position in that order."""
    rank = np.empty(columns.size(orders), np.int64)
    rank[np.argsort(orders["placed"], kind="stable")] = np.arange(len(rank))
    return columns.consecutive_ids("O", len(rank)), rank


def orders_table(orders: Frame, customers: Customers) -> pa.Table:
    """One row per order, by instant; `_cancelled_at` is known to the delivery only."""
    ids, rank = order_numbers(orders)
    order = columns.take(orders, np.argsort(rank))
    cancelled = order["cancelled"] >= 0
    return pa.table(
        {
            "order_id": ids,
            "customer_id": columns.texts(customers.ids, order["customer"]),
            "placed_at": columns.instants(order["placed"]),
            "amount": columns.money(order["amount"]),
            "currency": columns.texts(["CNY"], np.zeros(len(ids), int)),
            "product_category": columns.texts(CATEGORY_NAMES, order["category"]),
            "price_band": columns.texts(BANDS, BAND_OF_CATEGORY[order["category"]]),
            "is_new_product": columns.flags(order["is_new"]),
            "status": columns.texts(["placed", "cancelled"], cancelled.astype(int)),
            "_cancelled_at": columns.instants(order["cancelled"]),
        }
    )
