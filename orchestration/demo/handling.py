"""How each contact goes: how long the customer waits, how it ends, how content they are."""

from __future__ import annotations

import numpy as np

from orchestration.demo.centre import CALL, CONVERSATION, SOCIAL, TICKET
from orchestration.demo.columns import NONE, Frame
from orchestration.demo.demand import at_night
from orchestration.demo.routing import assign, queue_of, team_in_charge
from orchestration.demo.staff import Staff
from orchestration.demo.stories import (
    EARLY_CLOSER_REPEATS,
    INVALID_MARKER_SHARE,
    NIGHT_CHAT_DELAY,
    NIGHT_TICKET_DELAY,
    ORDINARY_INVALID_SHARE,
    ORDINARY_REPEATS,
    Stories,
)
from orchestration.demo.ticket_life import live_ticket
from orchestration.demo.window import Array

MAX_ROUNDS = 9
USUAL_WAIT = {"chat": 12.2, "social": 540.0, "ticket": 3450.0, "call": 9.2}


def handle(
    asks: Frame, factor: Array | None, staff: Staff, stories: Stories, rng: np.random.Generator
) -> Frame:
    """Route the contacts and live through them; `factor` is the queue of the whole centre."""
    contacts = dict(asks)
    if "team" not in contacts:
        contacts["team"] = team_in_charge(contacts, rng)
    contacts["queue"] = (
        queue_of(contacts, factor) if factor is not None else np.ones(len(asks["start"]))
    )
    agent = assign(contacts, staff, rng)
    contacts["agent"] = contacts["first_agent"] = np.where(contacts["bot"], NONE, agent)
    present = contacts["agent"] >= 0
    day = contacts["day"]
    contacts["quality"] = np.where(present, staff.quality[contacts["agent"], day], -0.2)
    contacts["speed"] = np.where(present, staff.speed[contacts["agent"], day], 1.0)
    contacts["response"] = draw_wait(contacts, rng)
    resolve(contacts, stories, rng)
    count = len(day)
    for name in ("end", "done", "resolved_at", "closed_at", "escalated_at"):
        contacts[name] = np.full(count, NONE, np.int64)
    for name in ("talk", "hold", "wrap", "rounds", "reopened", "replies", "status"):
        contacts[name] = np.zeros(count, np.int64)
    contacts["transferred"] = np.zeros(count, bool)
    contacts["think"] = np.zeros((count, MAX_ROUNDS), np.int32)
    contacts["reply"] = np.zeros((count, MAX_ROUNDS), np.int32)
    contacts["valid"] = np.ones(count, bool)
    for kind, live in ((TICKET, live_ticket), (CONVERSATION, converse), (CALL, call)):
        rows = contacts["kind"] == kind
        part = {name: values[rows] for name, values in contacts.items()}
        live(part, staff, stories, rng)
        for name, values in part.items():
            contacts[name][rows] = values
    judge(contacts, rng)
    return contacts


def draw_wait(contacts: Frame, rng: np.random.Generator) -> Array:
    """Seconds until somebody answers; drawn for all, kept where somebody does."""
    social = contacts["channel"] == SOCIAL
    kind = contacts["kind"]
    sort = [social, kind == CONVERSATION, kind == TICKET]
    usual = [USUAL_WAIT["social"], USUAL_WAIT["chat"], USUAL_WAIT["ticket"]]
    mean = np.select(sort, usual, USUAL_WAIT["call"])
    shape = np.select(sort, [5.5, 9.0, 2.6], 2.3)
    night = at_night(contacts["start"])
    delay = np.select(sort, [1.5, NIGHT_CHAT_DELAY, NIGHT_TICKET_DELAY], 1.1)
    queue = contacts["queue"] ** np.select(sort, [0.8, 1.0, 0.8], 1.2)
    own_pace = np.where(kind == CALL, contacts["speed"] ** 0.3, contacts["speed"])
    mean = mean * queue * own_pace * np.where(night, delay, 1.0)
    mean = mean * np.where(contacts["vip"], 0.62, 1.0)
    wait = rng.gamma(shape) * mean / shape
    return np.where(contacts["bot"], 1, np.maximum(np.rint(wait), 2)).astype(np.int64)


def resolve(contacts: Frame, stories: Stories, rng: np.random.Generator) -> None:
    """Whether it is marked as resolved, whether it truly is, and whether the customer returns."""
    count = len(contacts["start"])
    score = 2.2 + 0.6 * contacts["quality"] - 0.55 * contacts["complex"]
    truly = rng.random(count) < 1 / (1 + np.exp(-score))
    truly &= ~contacts["bot"] | (rng.random(count) < 0.86)
    marked = truly | (rng.random(count) < 0.12)
    again = np.where(truly, ORDINARY_REPEATS * np.exp(-0.5 * contacts["quality"]), 0.17)
    again = np.where(contacts["repeat"], again * 0.5, again)
    closer = contacts["agent"] == stories.early_closer
    truly &= ~closer | (rng.random(count) < 0.72)
    again = np.where(closer, EARLY_CLOSER_REPEATS, again)
    contacts["truly"] = truly
    contacts["resolved"] = np.where(closer, rng.random(count) < 0.985, marked)
    contacts["again"] = rng.random(count) < again


def converse(c: Frame, staff: Staff, stories: Stories, rng: np.random.Generator) -> None:
    """A chat: rounds of question and answer, then a goodbye or silence until the time-out."""
    count = len(c["start"])
    rounds = np.minimum(rng.poisson(2.1 + 1.4 * c["complex"]) + 1, MAX_ROUNDS)
    abandoned = ~c["bot"] & (rng.random(count) < 0.012 + 0.02 * np.maximum(c["queue"] - 1, 0))
    marker = (c["agent"] == stories.invalid_marker) & (c["day"] >= stories.invalid_from)
    share = np.where(marker, INVALID_MARKER_SHARE, ORDINARY_INVALID_SHARE)
    c["valid"] = c["bot"] | (rng.random(count) >= share)
    idle = ~c["valid"] & ~marker
    rounds = np.where(idle, np.minimum(rounds, 1), rounds)
    column = np.arange(MAX_ROUNDS)
    active = (column < rounds[:, None]) & ~abandoned[:, None]
    pace = c["speed"] * c["queue"] ** 0.3 * np.where(c["complex"], 1.5, 1.0)
    pace = np.where(c["vip"], pace * 0.75, pace)
    reply = rng.gamma(2.6, 1.0, (count, MAX_ROUNDS)) * (18.5 / 2.6) * pace[:, None]
    reply = np.where(c["bot"][:, None], 1, np.maximum(np.rint(reply), 3))
    think = np.maximum(np.rint(rng.gamma(1.6, 58 / 1.6, (count, MAX_ROUNDS))), 4)
    c["reply"] = np.where(active, reply, 0).astype(np.int32)
    c["think"] = np.where(active, think, 0).astype(np.int32)
    c["rounds"] = np.where(abandoned, 0, rounds)
    timed_out = rng.random(count) < 0.42
    pause = np.where(timed_out, rng.integers(900, 1500, count), rng.integers(15, 140, count))
    talked = c["think"].sum(axis=1) + c["reply"].sum(axis=1)
    patience = rng.integers(60, 420, count)
    lasted = np.where(abandoned, patience, c["response"] + talked + pause)
    c["end"] = c["start"] + lasted
    c["transferred"] = ~c["bot"] & (rng.random(count) < np.where(c["complex"], 0.11, 0.035))
    c["response"] = np.where(abandoned, NONE, c["response"])
    c["agent"] = np.where(abandoned & (rng.random(count) < 0.6), NONE, c["agent"])
    c["resolved"] = c["resolved"] & ~abandoned
    c["truly"] = c["truly"] & ~abandoned
    c["again"] = c["again"] & c["valid"]


def call(c: Frame, staff: Staff, stories: Stories, rng: np.random.Generator) -> None:
    """A call: hung up while waiting, or answered, held now and then, and written up."""
    count = len(c["start"])
    night = at_night(c["start"])
    lost = rng.random(count) < 0.014 + 0.0019 * c["response"] + np.where(night, 0.06, 0)
    lost |= c["agent"] < 0
    pace = c["speed"] ** 0.6 * np.where(c["complex"], 1.35, 1.0)
    c["talk"] = np.maximum(rng.gamma(3.4, 238 / 3.4, count) * pace, 12).astype(np.int64)
    held = rng.random(count) < np.where(c["complex"], 0.5, 0.24)
    c["hold"] = np.where(held, rng.gamma(1.8, 30, count), 0).astype(np.int64)
    c["wrap"] = np.maximum(rng.gamma(3.0, 272 / 3.0, count) * c["speed"], 10).astype(np.int64)
    waited = np.where(lost, np.maximum(c["response"] * 1.6, 4).astype(np.int64), c["response"])
    c["end"] = c["start"] + waited + np.where(lost, 0, c["talk"] + c["hold"])
    c["response"] = np.where(lost, NONE, c["response"])
    for name in ("talk", "hold", "wrap"):
        c[name] = np.where(lost, 0, c[name])
    c["transferred"] = ~lost & (rng.random(count) < np.where(c["complex"], 0.1, 0.03))
    c["agent"] = np.where(lost, NONE, c["agent"])
    c["first_agent"] = c["agent"]
    c["resolved"] = c["resolved"] & ~lost
    c["truly"] = c["truly"] & ~lost
    c["again"] = c["again"] & ~lost


def judge(contacts: Frame, rng: np.random.Generator) -> None:
    """The customer's satisfaction on the scale of the survey, before rounding."""
    social = contacts["channel"] == SOCIAL
    kind = contacts["kind"]
    expected = np.select([social, kind == CONVERSATION, kind == TICKET], [600.0, 14.0, 4200.0], 9.0)
    waited = np.where(contacts["response"] > 0, contacts["response"], expected * 6)
    contacts["satisfaction"] = (
        4.63
        + 0.4 * contacts["quality"]
        - 0.26 * np.clip(np.log(waited / expected), -1.2, 2.5)
        - 1.25 * ~contacts["truly"]
        - 0.2 * contacts["transferred"]
        - 0.25 * contacts["repeat"]
        - 0.2 * contacts["bot"]
        + rng.normal(0, 0.72, len(kind))
    )
