"""Which team a contact belongs to, which agent on shift takes it, and how long the queue is."""

from __future__ import annotations

import numpy as np

from orchestration.demo.centre import (
    AFTERSALES,
    COMPLAINT,
    PRESALES,
    ROLE_OF_TEAM,
    SOCIAL,
    TEAM,
    TEAMS,
    TECH,
)
from orchestration.demo.columns import NONE, Frame
from orchestration.demo.demand import at_night
from orchestration.demo.seasons import Days
from orchestration.demo.staff import Staff
from orchestration.demo.window import Array, hour_of

HOURS_PER_BLOCK = 4
BLOCKS = 24 // HOURS_PER_BLOCK
CHUNK = 20_000
PROMOTION_DELAY = 1.4


def team_in_charge(contacts: Frame, rng: np.random.Generator) -> Array:
    """At night the night team; by day the team of the purpose, social media on its own."""
    half = rng.random(len(contacts["start"])) < 0.5
    aftersales = np.where(half, TEAM["aftersales_a"], TEAM["aftersales_b"])
    # The presales line rings at the first team only.
    presales = np.where(half | (contacts["kind"] == 2), TEAM["presales_a"], TEAM["presales_b"])
    purpose = contacts["purpose"]
    team = np.select(
        [purpose == PRESALES, purpose == AFTERSALES, purpose == TECH, purpose == COMPLAINT],
        [presales, aftersales, TEAM["tech_support"], TEAM["complaints"]],
        default=aftersales,
    )
    team = np.where(contacts["channel"] == SOCIAL, TEAM["social"], team)
    return np.where(at_night(contacts["start"]), TEAM["night"], team)


def assign(contacts: Frame, staff: Staff, rng: np.random.Generator) -> Array:
    """An agent on shift: of the team, else of its role, else anybody; -1 when nobody works.

    Agents who speak the customer's language are preferred, quick ones take a little more.
    """
    count = len(contacts["start"])
    agent = np.full(count, NONE)
    hour = hour_of(contacts["start"])
    for first in range(0, count, CHUNK):
        part = slice(first, first + CHUNK)
        day, wanted = contacts["day"][part], contacts["team"][part]
        present = staff.on_shift[:, day, hour[part]].T
        team = staff.team[:, day].T
        weight = np.where(team == wanted[:, None], 1.0, 0.0)
        weight += np.where(ROLE_OF_TEAM[team] == ROLE_OF_TEAM[wanted][:, None], 1e-4, 1e-8)
        weight *= np.where(staff.speaks[:, contacts["language"][part]].T, 1.0, 0.04)
        weight *= present / staff.speed[:, day].T ** 0.5
        waiting = rng.exponential(1.0, weight.shape) / np.maximum(weight, 1e-300)
        nearest = waiting.argmin(axis=1)
        agent[part] = np.where(present.any(axis=1), nearest, NONE)
    return agent


def queue_factor(contacts: Frame, staff: Staff, days: Days) -> Array:
    """How much longer than usual people wait, by day, block of hours and team.

    Grows with the root of contacts per agent on shift; a promotion adds a queue of its own.
    """
    length = staff.on_shift.shape[1]
    people = contacts["team"][~contacts["bot"]]
    day = contacts["day"][~contacts["bot"]]
    block = hour_of(contacts["start"][~contacts["bot"]]) // HOURS_PER_BLOCK
    arrived = np.zeros((length, BLOCKS, len(TEAMS)))
    np.add.at(arrived, (day, block, people), 1)
    staffed = np.zeros((length, BLOCKS, len(TEAMS)))
    hours = staff.on_shift.reshape(staff.count, length, BLOCKS, HOURS_PER_BLOCK).sum(axis=3)
    for agent in range(staff.count):
        np.add.at(
            staffed,
            (np.arange(length)[:, None], np.arange(BLOCKS)[None, :], staff.team[agent][:, None]),
            hours[agent],
        )
    load = arrived / np.maximum(staffed, HOURS_PER_BLOCK / 2)
    usual = np.median(load[arrived > 0])
    factor = np.clip(load / usual, 0.55, 6) ** 0.45
    return factor * np.where(days.is_promotion, PROMOTION_DELAY, 1.0)[:, None, None]


def queue_of(contacts: Frame, factor: Array) -> Array:
    """The queue factor that each contact met."""
    block = hour_of(contacts["start"]) // HOURS_PER_BLOCK
    return factor[contacts["day"], block, contacts["team"]]
