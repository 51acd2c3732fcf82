"""Surveys after contacts, complaints and returns, and what customers answer."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from orchestration.demo import columns
from orchestration.demo.centre import CALL, KINDS, PRESALES, TICKET
from orchestration.demo.columns import NONE, Frame
from orchestration.demo.comments import choose_theme, write_comments
from orchestration.demo.customers import Customers
from orchestration.demo.staff import Staff
from orchestration.demo.stories import RISING_ISSUE, SELECTIVE_SURVEY_FACTOR, Stories
from orchestration.demo.window import DAY, HOUR, Array

TYPES = [*KINDS, "complaint", "return"]
COMPLAINT_TYPE, RETURN_TYPE = 3, 4
STAGES = ["presales", "aftersales", "post_complaint", "return"]


def after_contacts(c: Frame, stories: Stories, rng: np.random.Generator) -> Frame:
    """A third of the contacts get a survey; one agent sends few, and only where it went well."""
    count = columns.size(c)
    chance = np.where(c["bot"], 0.1, 0.33)
    picky = c["agent"] == stories.selective_surveyor
    chance = np.where(picky, chance * SELECTIVE_SURVEY_FACTOR * (c["satisfaction"] > 4.0), chance)
    ended = (c["end"] >= 0) & c["valid"] & ((c["kind"] != CALL) | (c["response"] >= 0))
    sent = ended & (rng.random(count) < chance)
    c = columns.take(c, sent)
    return {
        "type": c["kind"],
        "contact": c["number"],
        "customer": c["customer"],
        "language": c["language"],
        "agent": c["agent"],
        "stage": np.where(c["purpose"] == PRESALES, 0, 1),
        "sent": c["end"] + rng.integers(60, 900, columns.size(c)),
        "satisfaction": c["satisfaction"],
        "quality": c["quality"],
        "truly": c["truly"],
        "waited": (c["response"] > np.where(c["kind"] == TICKET, 6000, 22)),
        "product_fault": c["issue"] == RISING_ISSUE,
        "returns": np.full(columns.size(c), 0.31),
    }


def after_complaints(cases: Frame, rng: np.random.Generator) -> Frame:
    """Most closed complaints are followed by a survey, and most customers have an opinion."""
    number = np.arange(columns.size(cases))
    sent = (cases["closed"] >= 0) & (rng.random(len(number)) < 0.8)
    cases, number = columns.take(cases, sent), number[sent]
    return {
        "type": np.full(len(number), COMPLAINT_TYPE),
        "contact": number,
        "customer": cases["customer"],
        "language": cases["language"],
        "agent": cases["agent"],
        "stage": np.full(len(number), 2),
        "sent": cases["closed"] + HOUR,
        "satisfaction": cases["satisfaction"],
        "quality": cases["quality"],
        "truly": cases["satisfaction"] > 3.4,
        "waited": np.zeros(len(number), bool),
        "product_fault": cases["cause"] == 1,
        "returns": np.full(len(number), 0.55),
    }


def after_returns(back: Frame, language: Array, rng: np.random.Generator) -> Frame:
    """A few days after the review the customer is asked how the return went."""
    number = np.arange(columns.size(back))
    sent = (back["reviewed"] >= 0) & (rng.random(len(number)) < 0.5)
    back, number = columns.take(back, sent), number[sent]
    mood = 4.75 + 0.2 * back["quality"] - 0.9 * back["slow"]
    return {
        "type": np.full(len(number), RETURN_TYPE),
        "contact": number,
        "customer": back["customer"],
        "language": language[back["customer"]],
        "agent": back["agent"],
        "stage": np.full(len(number), 3),
        "sent": back["reviewed"] + 3 * DAY,
        "satisfaction": mood + rng.normal(0, 0.65, len(number)),
        "quality": back["quality"],
        "truly": ~back["slow"],
        "waited": back["slow"],
        "product_fault": np.zeros(len(number), bool),
        "returns": np.full(len(number), 0.36),
    }


def surveys_table(
    sent: Frame,
    contact_ids: list[pa.Array],
    customers: Customers,
    staff: Staff,
    rng: np.random.Generator,
) -> pa.Table:
    """One row per survey; the answers stand where the customer came back."""
    sent = columns.take(sent, np.argsort(sent["sent"], kind="stable"))
    count = columns.size(sent)
    mood = sent["satisfaction"]
    csat = grade(mood)
    extreme = np.abs(mood - 3.9) > 1.2
    answered = rng.random(count) < sent["returns"] + 0.05 * extreme
    at = np.where(
        answered, sent["sent"] + 30 + rng.exponential(3.2 * HOUR, count).astype(int), NONE
    )
    is_return = sent["type"] == RETURN_TYPE
    offset = np.concatenate([[0], np.cumsum([len(ids) for ids in contact_ids])])
    ids = pa.concat_arrays(contact_ids)
    nps = np.clip(np.rint(2.05 * mood - 1.35 + rng.normal(0, 1.5, count)), 0, 10)
    attitude = grade(4.55 + 0.3 * sent["quality"] + 0.25 * (mood - 4.4) + rng.normal(0, 0.5, count))
    confirmed = rng.random(count) < np.where(sent["truly"], 0.955, 0.2)
    bad = answered & (csat <= 2)
    prompt = rng.random(count) < 0.955
    wait = np.where(prompt, rng.gamma(1.6, 5.0, count), rng.uniform(24, 60, count))
    follow = bad & (rng.random(count) < 0.975)
    theme = choose_theme(csat >= 4, sent["waited"], sent["quality"], sent["product_fault"], rng)
    writes = answered & (rng.random(count) < np.where(csat <= 3, 0.5, 0.2))

    def asked(share: float, rows: Array | bool = True) -> Array:
        """Who answered this question."""
        return answered & rows & (rng.random(count) < share)

    return pa.table(
        {
            "survey_id": columns.consecutive_ids("V", count, 6),
            "contact_type": columns.texts(TYPES, sent["type"]),
            "contact_id": ids.take(pa.array(offset[sent["type"]] + sent["contact"])),
            "customer_id": columns.texts(customers.ids, sent["customer"]),
            "agent_id": columns.texts(
                staff.ids, np.where(rng.random(count) < 0.3, NONE, sent["agent"])
            ),
            "stage": columns.texts(STAGES, sent["stage"]),
            "sent_at": columns.instants(sent["sent"]),
            "responded_at": columns.instants(at),
            "csat": columns.integers(csat, asked(0.97)),
            "nps": columns.integers(nps, asked(0.7)),
            "resolved_confirmed": columns.flags(confirmed, asked(0.8, ~is_return)),
            "attitude": columns.integers(attitude, asked(0.6)),
            "ease": columns.integers(
                grade(mood + rng.normal(0, 0.4, count)), asked(0.9, is_return)
            ),
            "refund_timeliness": columns.integers(
                grade(mood - 0.05 + rng.normal(0, 0.5, count)), asked(0.85, is_return)
            ),
            "comment": write_comments(theme, csat >= 4, sent["language"] > 0, writes, rng),
            "followed_up_at": columns.instants(
                np.where(follow, at + (wait * HOUR).astype(int), NONE)
            ),
        }
    )


def grade(mood: Array) -> Array:
    """A whole mark from 1 to 5."""
    return np.clip(np.rint(mood), 1, 5).astype(int)
