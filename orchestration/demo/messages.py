"""The messages of every conversation, in step with what the conversation's row says.

The customer writes first, the system hands over, the agent answers after the response time and
then after each round's reply time: whoever recomputes the response from the messages gets the row.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from orchestration.demo import columns
from orchestration.demo.centre import PRESALES, issue_key_codes
from orchestration.demo.columns import NONE, Frame
from orchestration.demo.handling import MAX_ROUNDS
from orchestration.demo.phrases import (
    ENGLISH_PER_TOPIC,
    OPENINGS_PER_TOPIC,
    Vocabulary,
    chat_vocabulary,
)
from orchestration.demo.staff import Staff
from orchestration.demo.window import Array

SENDERS = ["customer", "agent", "bot", "system"]
CUSTOMER, AGENT, BOT, SYSTEM = range(4)
FORBIDDEN_SHARE = 0.015
PERSONAL_SHARE = 0.0015


class Transcript:
    """Collects messages piece by piece: one piece is at most one message of each conversation."""

    def __init__(self) -> None:
        self.pieces: list[Frame] = []

    def say(self, rows: Array, at: Array, sender: Array | int, body: Array) -> None:
        """Add a message to the conversations of a mask; other arguments are for all of them."""
        chosen = np.flatnonzero(rows)
        senders = np.broadcast_to(sender, rows.shape)
        self.pieces.append(
            {
                "conversation": chosen,
                "at": at[chosen],
                "sender": senders[chosen].astype(np.int8),
                "body": body[chosen].astype(np.int32),
                "turn": np.full(len(chosen), len(self.pieces), np.int8),
            }
        )

    def messages(self) -> Frame:
        """All messages by instant; those of one second in the order they were said."""
        said = columns.concat(*self.pieces)
        return columns.take(said, np.lexsort((said["turn"], said["conversation"], said["at"])))


def write_messages(c: Frame, staff: Staff, rng: np.random.Generator) -> tuple[Frame, Vocabulary]:
    """Play every conversation."""
    words = chat_vocabulary()
    talk = Transcript()
    count = columns.size(c)
    chinese = c["language"] == 0
    answerer = np.where(c["bot"], BOT, AGENT)
    careless = np.where(c["agent"] >= 0, staff.carelessness[c["agent"]], 0.0) * FORBIDDEN_SHARE
    asks = (c["purpose"] == PRESALES) & (
        rng.random(count) < np.where(c["agent"] >= 0, staff.curiosity[c["agent"]], 0)
    )

    def any_of(name: str) -> Array:
        """A text of the group, in the customer's language where there are both."""
        first, length = words.ranges[name]
        chosen = first + rng.integers(0, length, count)
        if f"{name}_en" in words.ranges:
            first, length = words.ranges[f"{name}_en"]
            chosen = np.where(chinese, chosen, first + rng.integers(0, length, count))
        return chosen

    def spoken_by_agent(body: Array) -> Array:
        """The bot keeps to its own texts, a careless agent lapses into a forbidden phrase."""
        lapses = rng.random(count) < careless
        return np.where(c["bot"], any_of("bot"), np.where(lapses, any_of("forbidden"), body))

    idle = ~c["valid"] & (c["rounds"] <= 1) & (c["complex"] == 0)
    answered = c["response"] >= 0
    everyone = np.ones(count, bool)
    talk.say(everyone, c["start"], CUSTOMER, np.where(idle, any_of("idle"), opening(c, words, rng)))
    handover = words.ranges["system"][0]
    to_person = ~c["bot"] & (rng.random(count) < 0.6)
    talk.say(to_person, c["start"] + 1, SYSTEM, np.full(count, handover))
    insists = (c["response"] > 7) & (rng.random(count) < 0.25)
    talk.say(insists, c["start"] + np.maximum(c["response"] // 2, 2), CUSTOMER, any_of("following"))
    at = c["start"] + np.maximum(c["response"], 0)
    talk.say(answered, at, answerer, spoken_by_agent(any_of("greeting")))
    for turn in range(MAX_ROUNDS):
        active = answered & (c["rounds"] > turn)
        at = at + c["think"][:, turn]
        personal = rng.random(count) < PERSONAL_SHARE
        body = np.where(personal, any_of("personal"), any_of("following"))
        talk.say(active, at, CUSTOMER, body)
        at = at + c["reply"][:, turn]
        presales = np.where(asks & (turn == 0), any_of("asking"), any_of("telling"))
        body = np.where(c["purpose"] == PRESALES, presales, any_of("working"))
        talk.say(active, at, answerer, spoken_by_agent(body))
    polite = answered & ~c["bot"] & (rng.random(count) < 0.45) & (c["end"] - at > 12)
    talk.say(polite, at + rng.integers(3, 11, count), AGENT, any_of("goodbye"))
    silent = np.where(c["end"] - at > 800, handover + 2, handover + 1)
    talk.say(rng.random(count) < 0.35, c["end"], SYSTEM, silent)
    return talk.messages(), words


def opening(c: Frame, words: Vocabulary, rng: np.random.Generator) -> Array:
    """The first sentence, about the conversation's own issue and goods."""
    topic = issue_key_codes(c["issue"], c["category"])
    count = columns.size(c)
    return np.where(
        c["language"] == 0,
        words.ranges["opening"][0]
        + topic * OPENINGS_PER_TOPIC
        + rng.integers(0, OPENINGS_PER_TOPIC, count),
        words.ranges["opening_en"][0]
        + topic * ENGLISH_PER_TOPIC
        + rng.integers(0, ENGLISH_PER_TOPIC, count),
    )


def messages_table(
    c: Frame, conversation_ids: pa.Array, staff: Staff, rng: np.random.Generator
) -> pa.Table:
    """One row per message, by instant."""
    said, words = write_messages(c, staff, rng)
    by_agent = said["sender"] == AGENT
    agent = np.where(by_agent, c["agent"][said["conversation"]], NONE)
    return pa.table(
        {
            "message_id": columns.consecutive_ids("M", len(agent)),
            "conversation_id": conversation_ids.take(pa.array(said["conversation"])),
            "sender": columns.texts(SENDERS, said["sender"]),
            "agent_id": columns.texts(staff.ids, agent),
            "sent_at": columns.instants(said["at"]),
            "body": columns.texts(words.words, said["body"]),
        }
    )
