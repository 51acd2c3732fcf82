"""Contacts as the ticketing system, the chat system and the call centre export them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from orchestration.demo import columns
from orchestration.demo.centre import (
    BAND_OF_CATEGORY,
    BANDS,
    CATEGORY_NAMES,
    CHANNELS,
    CONVERSATION_PURPOSES,
    GROUP_OF_ISSUE,
    GROUPS,
    ISSUE_KEYS,
    ISSUES,
    LANGUAGES,
    ORDER_URGE,
    PRESALES,
    QUEUES,
    issue_key_codes,
)
from orchestration.demo.columns import NONE, Frame
from orchestration.demo.customers import Customers
from orchestration.demo.phrases import (
    ENGLISH_PER_TOPIC,
    OPENINGS_PER_TOPIC,
    PERSONAL_TEXTS,
    SOLUTIONS,
    english_openings,
    openings,
)
from orchestration.demo.staff import Staff
from orchestration.demo.ticket_life import DELETED, MERGED, SPAM, STATUSES
from orchestration.demo.window import DAY, HOUR, Array

SLA_HOURS = np.array([48, 24, 8, 4])  # by priority
PRIORITIES = ["low", "normal", "high", "urgent"]
ARTICLES_PER_GROUP = 25


def tickets_table(
    c: Frame, customers: Customers, staff: Staff, order_ids: pa.Array, rng: np.random.Generator
) -> pa.Table:
    """One row per ticket, in its final state; columns with `_` are known to the delivery only."""
    count = columns.size(c)
    done = c["resolved"].astype(bool)
    group = GROUP_OF_ISSUE[c["issue"]]
    final = np.where(rng.random(count) < 0.005, rng.integers(0, len(GROUPS), count), group)
    right = rng.random(count) < np.clip(0.89 + 0.045 * c["quality"], 0.6, 0.99)
    initial = np.where(right, final, (final + rng.integers(1, len(GROUPS), count)) % len(GROUPS))
    priority = np.searchsorted([0.15, 0.78, 0.95], rng.random(count))
    priority = np.where(c["escalated_at"] >= 0, np.maximum(priority, 2), priority)
    due = np.where(rng.random(count) < 0.03, NONE, c["start"] + SLA_HOURS[priority] * HOUR)
    end = np.where(c["resolved_at"] >= 0, c["resolved_at"], c["closed_at"])
    says_met = (rng.random(count) < 0.25) & (end >= 0) & (due >= 0)
    filled = np.clip(0.975 + 0.012 * c["quality"], 0.9, 0.998)
    article = group * ARTICLES_PER_GROUP + rng.integers(0, ARTICLES_PER_GROUP, count)
    reused = done & (rng.random(count) < np.clip(0.41 + 0.1 * c["quality"], 0.1, 0.8))
    articles = [f"KB-{name}-{n:02d}" for name in GROUPS for n in range(1, ARTICLES_PER_GROUP + 1)]
    answered = np.where(c["response"] >= 0, c["start"] + c["response"], NONE)
    odd = np.isin(c["status"], (SPAM, MERGED, DELETED))

    def unless_open(codes: Array, share: Array | float) -> Array:
        """Fields that the agent fills in, now and then forgotten."""
        return np.where(rng.random(count) < share, codes, NONE)

    return pa.table(
        {
            "ticket_id": columns.consecutive_ids("T", count),
            "customer_id": columns.texts(customers.ids, c["customer"]),
            "agent_id": columns.texts(staff.ids, c["agent"]),
            "first_agent_id": columns.texts(staff.ids, c["first_agent"]),
            "channel": columns.texts(CHANNELS, c["channel"]),
            "created_at": columns.instants(c["start"]),
            "first_response_at": columns.instants(answered),
            "resolved_at": columns.instants(c["resolved_at"]),
            "closed_at": columns.instants(c["closed_at"]),
            "status": columns.texts(STATUSES, c["status"]),
            "priority": columns.texts(PRIORITIES, priority),
            "is_complex": columns.flags(c["complex"]),
            "issue_key": columns.texts(
                ISSUE_KEYS, unless_open(issue_key_codes(c["issue"], c["category"]), filled + 0.01)
            ),
            "initial_category": columns.texts(GROUPS, initial),
            "final_category": columns.texts(GROUPS, np.where(done, final, NONE)),
            "escalated_at": columns.instants(c["escalated_at"]),
            "reopened_count": columns.integers(c["reopened"]),
            "agent_reply_count": columns.integers(c["replies"]),
            "transferred": columns.flags(c["transferred"]),
            "order_id": columns.texts(order_ids, c["order"]),
            "product_category": columns.texts(CATEGORY_NAMES, unless_open(c["category"], filled)),
            "description": described(c, rng),
            "solution": columns.texts(
                [s for name in GROUPS for s in SOLUTIONS[name]],
                np.where(done, unless_open(group * 2 + rng.integers(0, 2, count), filled), NONE),
            ),
            "kb_article_id": columns.texts(articles, np.where(reused, article, NONE)),
            "sla_due_at": columns.instants(due),
            "sla_met": columns.flags(end <= due, known=says_met),
            "handled_by": columns.texts(["agent", "bot"], c["bot"].astype(int)),
            "language": columns.texts(LANGUAGES, c["language"]),
            "_done_at": columns.instants(c["done"]),
            "_sorted_out_at": columns.instants(
                np.where(odd, c["start"] + rng.integers(60, DAY // 4, count), NONE)
            ),
        }
    )


def described(c: Frame, rng: np.random.Generator) -> pa.Array:
    """The customer's words; three in a thousand add a telephone number or the like."""
    count = columns.size(c)
    topic = issue_key_codes(c["issue"], c["category"])
    chinese, english = openings(), english_openings()
    code = np.where(
        c["language"] == 0,
        topic * OPENINGS_PER_TOPIC + rng.integers(0, OPENINGS_PER_TOPIC, count),
        len(chinese) + topic * ENGLISH_PER_TOPIC + rng.integers(0, ENGLISH_PER_TOPIC, count),
    )
    code = np.where(rng.random(count) < 0.008, NONE, code)
    words = columns.texts([*chinese, *english], code)
    personal = rng.random(count) < 0.003
    extra = columns.texts(
        PERSONAL_TEXTS, np.where(personal, rng.integers(0, len(PERSONAL_TEXTS), count), NONE)
    )
    return columns.appended(words, extra, "，")


def conversations_table(
    c: Frame, customers: Customers, staff: Staff, order_ids: pa.Array, rng: np.random.Generator
) -> pa.Table:
    """One row per conversation; `order_ids` are the customer's latest ones."""
    count = columns.size(c)
    answered = np.where(c["response"] >= 0, c["start"] + c["response"], NONE)
    urge = c["issue"] == ORDER_URGE
    intents = ["order_urge", *(issue.name for issue in ISSUES)]
    intent = np.where(urge, 0, np.where(rng.random(count) < 0.6, c["issue"] + 1, NONE))
    one = columns.texts(order_ids, c["order"])
    two = columns.texts(order_ids, c["second_order"])
    key = np.where(rng.random(count) < 0.012, NONE, issue_key_codes(c["issue"], c["category"]))
    return pa.table(
        {
            "conversation_id": columns.consecutive_ids("S", count),
            "customer_id": columns.texts(customers.ids, c["customer"]),
            "agent_id": columns.texts(staff.ids, c["agent"]),
            "channel": columns.texts(CHANNELS, c["channel"]),
            "started_at": columns.instants(c["start"]),
            "first_response_at": columns.instants(answered),
            "ended_at": columns.instants(c["end"]),
            "purpose": columns.texts(CONVERSATION_PURPOSES, c["purpose"]),
            "issue_key": columns.texts(ISSUE_KEYS, key),
            "intent": columns.texts(intents, intent),
            "is_valid": columns.flags(c["valid"], known=rng.random(count) > 0.02),
            "is_resolved": columns.flags(c["resolved"]),
            "product_category": columns.texts(CATEGORY_NAMES, c["category"]),
            "price_band": columns.texts(BANDS, BAND_OF_CATEGORY[c["category"]]),
            "is_new_product": columns.flags(c["new_product"] & (c["purpose"] == PRESALES)),
            "is_complex": columns.flags(c["complex"]),
            "order_ids": columns.appended(one, two, "|"),
            "handled_by": columns.texts(["agent", "bot"], c["bot"].astype(int)),
            "transferred": columns.flags(c["transferred"]),
            "language": columns.texts(LANGUAGES, c["language"]),
        }
    )


def calls_table(c: Frame, customers: Customers, staff: Staff, rng: np.random.Generator) -> pa.Table:
    """One row per call; a number that is not known has no customer."""
    count = columns.size(c)
    answered = c["response"] >= 0
    customer = np.where(rng.random(count) < 0.04, NONE, c["customer"])
    noted = answered & (rng.random(count) > 0.03)
    key = np.where(noted, issue_key_codes(c["issue"], c["category"]), NONE)
    return pa.table(
        {
            "call_id": columns.consecutive_ids("P", count),
            "customer_id": columns.texts(customers.ids, customer),
            "agent_id": columns.texts(staff.ids, c["agent"]),
            "queue": columns.texts(QUEUES, c["team"]),
            "offered_at": columns.instants(c["start"]),
            "answered_at": columns.instants(np.where(answered, c["start"] + c["response"], NONE)),
            "ended_at": columns.instants(c["end"]),
            "talk_seconds": columns.integers(c["talk"], answered),
            "hold_seconds": columns.integers(c["hold"], answered),
            "wrap_up_seconds": columns.integers(c["wrap"], answered),
            "transferred": columns.flags(c["transferred"], answered),
            "issue_key": columns.texts(ISSUE_KEYS, key),
            "is_resolved": columns.flags(c["resolved"], answered & (rng.random(count) > 0.02)),
        }
    )
