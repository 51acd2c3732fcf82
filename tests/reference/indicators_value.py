"""Value: conversion, order value, repurchase, waste and cost."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction

from .business_time import period_start
from .catalogue import CATALOGUE
from .contacts import HOUR, Contact
from .delivery import Row
from .model import NO_STRATA, NOWHERE, Cell, CellKey, Cells, Event, Number, Placement
from .world import World

MONTH = timedelta(days=30)


def events(world: World) -> Iterator[Event]:
    """Every additive event of the value indicators."""
    if world.delivery.has("orders"):
        presales = [c for c in world.human if c.is_presales]
        yield from _conversion(world, "inquiry_conversion_rate", presales, new_only=False)
        fresh = [c for c in presales if c.row["is_new_product"]]
        yield from _conversion(world, "new_product_conversion_rate", fresh, new_only=True)
        yield from _repurchase(world)
    yield from _need_discovery(world)
    for row in world.delivery.rows("field_services"):
        day, owner = world.date_of(row["served_at"]), row["agent_id"]
        label = ("field_service", row["service_id"])
        wasted, used = row["parts_wasted"] or 0, row["parts_used"] or 0
        yield Event("parts_waste_rate", day, owner, wasted, used, *label)
        if row["carbon_kg"] is not None:
            yield Event("carbon_per_service", day, owner, row["carbon_kg"], 1, *label)


def ordered_within(orders: list[Row], start: datetime, window: timedelta) -> list[Row]:
    """The orders placed in (start, start + window]; `orders` are sorted by placed_at."""
    placed = [row["placed_at"] for row in orders]
    return orders[bisect_right(placed, start) : bisect_right(placed, start + window)]


def latest(contacts: list[Contact]) -> Contact:
    """The last contact; of one start the greatest id."""
    return max(contacts, key=lambda contact: (contact.start, contact.contact_id))


def _conversion(
    world: World, indicator: str, conversations: list[Contact], *, new_only: bool
) -> Iterator[Event]:
    pairs: dict[tuple[str, date], list[Contact]] = defaultdict(list)
    for contact in conversations:
        if contact.customer is not None:
            pairs[(contact.customer, world.date_of(contact.start))].append(contact)
    for (customer, day), asked in pairs.items():
        last = latest(asked)
        if last.start + 24 * HOUR > world.as_of:
            continue
        orders = [
            row
            for row in world.orders_of.get(customer, [])
            if row["is_new_product"] or not new_only
        ]
        bought = any(ordered_within(orders, c.start, 24 * HOUR) for c in asked)
        yield Event(
            indicator,
            day,
            last.owner,
            int(bought),
            1,
            "customer_day",
            f"{customer} {day}",
            last.strata,
        )


def _repurchase(world: World) -> Iterator[Event]:
    served: dict[tuple[str, date], list[Contact]] = defaultdict(list)
    for contact in world.human:
        if contact.customer is not None:
            month = period_start(world.date_of(contact.start), "month")
            served[(contact.customer, month)].append(contact)
    for (customer, month), contacts in served.items():
        last = latest(contacts)
        due = last.start + MONTH
        if due > world.as_of:
            continue
        again = bool(ordered_within(world.orders_of.get(customer, []), last.start, MONTH))
        yield Event(
            "repurchase_rate_30d",
            world.date_of(due),
            last.owner,
            int(again),
            1,
            "customer_month",
            f"{customer} {month}",
            last.strata,
        )


def _need_discovery(world: World) -> Iterator[Event]:
    for contact in world.human:
        messages = world.messages.get(contact.contact_id, [])
        if contact.is_presales and messages:
            asked = any(
                mark in (row["body"] or "")
                for row in messages
                if row["sender"] == "agent"
                for mark in "?？"
            )
            yield world.contact_event(
                "need_discovery_rate", contact, contact.start, (int(asked), 1), contact.owner
            )


def assistants(world: World) -> dict[str, Contact]:
    """By assisted order: the last presales conversation in the 24 hours before it."""
    by_customer: dict[str, list[Contact]] = defaultdict(list)
    for contact in world.human:
        if contact.is_presales and contact.customer is not None:
            by_customer[contact.customer].append(contact)
    found = {}
    for row in world.orders:
        placed = row["placed_at"]
        near = [
            c
            for c in by_customer.get(row["customer_id"], [])
            if c.start < placed <= c.start + 24 * HOUR
        ]
        if near:
            found[row["order_id"]] = latest(near)
    return found


def order_value_cells(world: World) -> Cells:
    """average_order_value_lift: mean assisted order against mean other order."""
    indicator = CATALOGUE["average_order_value_lift"]
    cells: Cells = {}
    if not world.delivery.has("orders", "conversations"):
        return cells
    helped: dict[tuple[str, str, str, date], list[Number]] = defaultdict(list)
    others: dict[tuple[str, date], list[Number]] = defaultdict(list)
    helpers = assistants(world)
    for row in world.orders:
        day = world.date_of(row["placed_at"])
        helper = helpers.get(row["order_id"])
        places: Placement = NOWHERE
        if helper is not None and helper.owner is not None:
            places = world.agents.placement(helper.owner, day)
        for period in indicator.periods:
            start = period_start(day, period)
            if helper is None:
                others[(period, start)].append(row["amount"])
                helped.setdefault(("company", "company", period, start), [])
                continue
            for entity in (
                ("company", "company"),
                ("role", places.role),
                ("team", places.team),
                ("agent", helper.owner),
            ):
                if entity[1] is not None:
                    helped[(entity[0], entity[1], period, start)].append(row["amount"])
    for (entity_type, entity_id, period, start), amounts in helped.items():
        rest = others.get((period, start), [])
        mean = Fraction(sum(amounts), len(amounts)) if amounts else Fraction(0)
        other = Fraction(sum(rest), len(rest)) if rest else Fraction(0)
        cell = Cell(mean, other, len(amounts))
        cell.four_sums = (sum(amounts), len(amounts), sum(rest), len(rest))
        if amounts and other:
            cell.value = float((mean / other - 1) * 100)
        threshold = world.thresholds.final(indicator.code, NO_STRATA, None, start)
        cell.groups[threshold] = (mean, max(len(amounts), 1))
        cells[CellKey(entity_type, entity_id, period, start, indicator.code)] = cell
    return cells


def cost_cells(world: World) -> Cells:
    """cost_per_contact: only months with a cost row count, for the team or the company."""
    amounts: dict[tuple[str, str, date], Number] = defaultdict(int)
    served: dict[tuple[str, str, date], int] = defaultdict(int)
    for row in world.delivery.rows("service_costs"):
        month = date.fromisoformat(f"{row['month']}-01")
        amounts[("company", "company", month)] += row["amount"]
        amounts[("team", row["team_id"], month)] += row["amount"]
    for contact in world.human:
        day = world.date_of(contact.start)
        month = period_start(day, "month")
        served[("company", "company", month)] += 1
        if contact.owner is not None:
            team = world.agents.placement(contact.owner, day).team
            served[("team", str(team), month)] += 1
    cells: Cells = {}
    if not world.has_contacts():
        return cells
    for (entity_type, entity_id, month), amount in amounts.items():
        contacts = served.get((entity_type, entity_id, month), 0)
        for period in CATALOGUE["cost_per_contact"].periods:
            start = period_start(month, period)
            key = CellKey(entity_type, entity_id, period, start, "cost_per_contact")
            threshold = world.thresholds.final("cost_per_contact", NO_STRATA, None, month)
            cells.setdefault(key, Cell()).add(amount, contacts, contacts, 0, threshold)
    for cell in cells.values():
        if cell.denominator:
            cell.value = float(Fraction(cell.numerator) / Fraction(cell.denominator))
    return cells
