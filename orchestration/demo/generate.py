"""One invented support centre, from its customers to its costs, as typed tables."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from orchestration.demo import columns
from orchestration.demo.centre import KINDS
from orchestration.demo.columns import Frame
from orchestration.demo.commerce import draw_conversions, draw_returns, returns_table, second_orders
from orchestration.demo.complaints import complaints_table, draw_complaints
from orchestration.demo.contact_tables import calls_table, conversations_table, tickets_table
from orchestration.demo.customers import (
    Customers,
    customers_table,
    draw_customers,
    draw_orders,
    order_numbers,
    orders_table,
)
from orchestration.demo.demand import draw_contacts, draw_follow_ups
from orchestration.demo.growth import (
    certifications_table,
    collaboration_table,
    contributions_table,
    training_table,
)
from orchestration.demo.handling import handle
from orchestration.demo.messages import messages_table
from orchestration.demo.quality import quality_checks_table
from orchestration.demo.routing import queue_factor, team_in_charge
from orchestration.demo.seasons import Days, days_of
from orchestration.demo.staff import Staff, agents_table, hire
from orchestration.demo.stories import Stories, choose_stories, first_teams
from orchestration.demo.surveys import (
    after_complaints,
    after_contacts,
    after_returns,
    surveys_table,
)
from orchestration.demo.upkeep import (
    field_services_table,
    improvement_actions_table,
    service_costs_table,
)
from orchestration.demo.window import Window
from orchestration.demo.workforce import agent_states_table

FOLLOW_UP_SHARE = 0.075  # contacts that repeat an earlier one come on top of the demand
CUSTOMERS_PER_CONTACT = 0.23
MIN_CUSTOMERS = 400


@dataclass(frozen=True)
class Centre:
    """Everything that happened, and who made which story happen."""

    window: Window
    staff: Staff
    stories: Stories
    tables: dict[str, pa.Table]


class Chance:
    """An independent stream of random numbers for every subject: one more draw in the surveys
    must not change the orders."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def __call__(self, subject: str) -> np.random.Generator:
        return np.random.default_rng([self.seed, zlib.crc32(subject.encode())])


def generate(
    *, seed: int, months: int, last_day: date, agents: int, contacts_per_day: int
) -> Centre:
    """Let the centre run for the months that end with `last_day`."""
    chance = Chance(seed)
    window = Window.of(months, last_day)
    days = days_of(window, chance("days"))
    teams = first_teams(agents)
    stories = choose_stories(window, days, teams)
    staff = hire(window, days, teams, stories, chance("staff"))
    volume = contacts_per_day * window.days
    customers = draw_customers(
        max(int(volume * CUSTOMERS_PER_CONTACT), MIN_CUSTOMERS), chance("customers")
    )
    orders = draw_orders(customers, window, days, chance("orders"))
    contacts = live(contacts_per_day, window, days, customers, orders, stories, staff, chance)
    tables = {
        "agents": agents_table(staff, window),
        "customers": customers_table(customers, window.start),
        **event_tables(contacts, orders, customers, staff, stories, window, chance),
        "agent_states": agent_states_table(contacts, staff, window, chance("states")),
        "training_results": training_table(staff, stories, window, chance("training")),
        "certifications": certifications_table(staff, window, chance("certifications")),
        "knowledge_contributions": contributions_table(staff, window, chance("contributions")),
        "collaboration_ratings": collaboration_table(staff, window, chance("ratings")),
        "service_costs": service_costs_table(staff, window, chance("costs")),
        "field_services": field_services_table(staff, window, chance("field services")),
        "improvement_actions": improvement_actions_table(staff, stories, window),
    }
    return Centre(window, staff, stories, tables)


def live(
    contacts_per_day: int,
    window: Window,
    days: Days,
    customers: Customers,
    orders: Frame,
    stories: Stories,
    staff: Staff,
    chance: Chance,
) -> Frame:
    """All contacts by instant: what customers ask, and what they ask again."""
    asks = draw_contacts(
        contacts_per_day / (1 + FOLLOW_UP_SHARE),
        window,
        days,
        customers,
        orders,
        stories,
        chance("contacts"),
    )
    asks["team"] = team_in_charge(asks, chance("teams"))
    queue = queue_factor(asks, staff, days)
    first = handle(asks, queue, staff, stories, chance("handling"))
    again = draw_follow_ups(first, window, stories, chance("follow-ups"))
    again["team"] = team_in_charge(again, chance("teams of follow-ups"))
    second = handle(again, queue, staff, stories, chance("handling of follow-ups"))
    contacts = columns.concat(first, second)
    contacts = columns.take(contacts, np.argsort(contacts["start"], kind="stable"))
    contacts["number"] = np.zeros(columns.size(contacts), np.int64)
    for kind in range(len(KINDS)):
        own = contacts["kind"] == kind
        contacts["number"][own] = np.arange(own.sum())
    second_orders(orders, contacts, chance("second orders"))
    return contacts


def event_tables(
    contacts: Frame,
    orders: Frame,
    customers: Customers,
    staff: Staff,
    stories: Stories,
    window: Window,
    chance: Chance,
) -> dict[str, pa.Table]:
    """The tables that refer to contacts and orders, with the identifiers that join them."""
    bought = draw_conversions(contacts, staff, orders, chance("conversions"))
    all_orders = columns.concat(orders, bought)
    labels, rank = order_numbers(all_orders)
    order_ids = labels.take(pa.array(rank))  # by row of the frame, not by instant
    ticket, talk, call = (columns.take(contacts, contacts["kind"] == k) for k in range(len(KINDS)))
    tickets = tickets_table(ticket, customers, staff, order_ids, chance("tickets"))
    conversations = conversations_table(talk, customers, staff, order_ids, chance("chats"))
    calls = calls_table(call, customers, staff, chance("calls"))
    messages = messages_table(
        talk, column(conversations, "conversation_id"), staff, chance("messages")
    )
    cases = draw_complaints(contacts, orders, staff, window, chance("complaints"))
    complaints = complaints_table(cases, customers, staff, order_ids, chance("complaint forms"))
    back = draw_returns(all_orders, customers, staff, window, chance("returns"))
    returns = returns_table(back, customers, staff, order_ids)
    contact_ids = [
        column(tickets, "ticket_id"),
        column(conversations, "conversation_id"),
        column(calls, "call_id"),
    ]
    asked = columns.concat(
        after_contacts(contacts, stories, chance("survey invitations")),
        after_complaints(cases, chance("complaint surveys")),
        after_returns(back, customers.language, chance("return surveys")),
    )
    surveyed = [*contact_ids, column(complaints, "complaint_id"), column(returns, "return_id")]
    return {
        "tickets": tickets,
        "conversations": conversations,
        "messages": messages,
        "calls": calls,
        "surveys": surveys_table(asked, surveyed, customers, staff, chance("surveys")),
        "complaints": complaints,
        "orders": orders_table(all_orders, customers),
        "returns": returns,
        "quality_checks": quality_checks_table(
            contacts, contact_ids, staff, window, chance("quality")
        ),
    }


def column(data: pa.Table, name: str) -> pa.Array:
    """A column in one piece."""
    return data.column(name).combine_chunks()
