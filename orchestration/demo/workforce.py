"""What the telephone system notes about agents: every shift cut into states."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from orchestration.demo import columns
from orchestration.demo.centre import TEAM
from orchestration.demo.columns import Frame
from orchestration.demo.staff import Staff
from orchestration.demo.window import Array, Window

STATES = [
    "available", "talking", "holding", "wrap_up", "chatting", "ticket_work",
    "break", "training", "offline",
]  # fmt: skip
AVAILABLE, TALKING, HOLDING, WRAP_UP, CHATTING, TICKET_WORK, BREAK, TRAINING, OFFLINE = range(9)
# A shift as a sequence of pieces; `None` is work of the team's own kind.
PATTERN: tuple[int | None, ...] = (
    AVAILABLE, None, None, AVAILABLE, None, BREAK, None, OFFLINE,
    AVAILABLE, None, None, AVAILABLE, None, BREAK,
)  # fmt: skip
WORK = np.array([i for i, state in enumerate(PATTERN) if state is None])
# Which work the pieces of a team's shift are, in turn.
CHATS = (CHATTING, TICKET_WORK, CHATTING, CHATTING, WRAP_UP, TALKING, CHATTING)
MIXED = (CHATTING, TALKING, WRAP_UP, TICKET_WORK, CHATTING, TICKET_WORK, HOLDING)
DESK = (TICKET_WORK, TALKING, WRAP_UP, CHATTING, TICKET_WORK, TICKET_WORK, HOLDING)
WORK_OF_TEAM = {
    "presales_a": MIXED, "presales_b": CHATS, "aftersales_a": MIXED, "aftersales_b": MIXED,
    "complaints": DESK, "tech_support": DESK, "social": CHATS, "night": MIXED,
}  # fmt: skip
OWN_WORK = -1
BUSY_LEVEL = 0.71
BREAK_SHARE = 0.085
LUNCH_SECONDS = 1800


def agent_states_table(
    contacts: Frame, staff: Staff, window: Window, rng: np.random.Generator
) -> pa.Table:
    """One row per agent and piece of a shift; pieces follow each other without a gap."""
    shifts = staff.shifts
    agent, day = shifts["agent"], shifts["day"]
    count, pieces = len(agent), len(PATTERN)
    team = staff.team[agent, day]
    busy = occupancy(contacts, staff, agent, day, rng)
    weight = rng.gamma(3.0, 1.0, (count, pieces))
    pattern = np.array([OWN_WORK if p is None else p for p in PATTERN])
    length = shifts["end"] - shifts["start"] - LUNCH_SECONDS
    pause = np.clip(rng.normal(BREAK_SHARE, 0.02, count), 0.03, 0.16)
    share = {
        BREAK: pause,
        AVAILABLE: (1 - pause) * (1 - busy),
        OWN_WORK: (1 - pause) * busy,
    }
    seconds = np.zeros((count, pieces))
    for kind, part in share.items():
        own = pattern == kind
        seconds[:, own] = weight[:, own] / weight[:, own].sum(axis=1, keepdims=True)
        seconds[:, own] *= (part * length)[:, None]
    seconds[:, pattern == OFFLINE] = LUNCH_SECONDS
    ends = np.rint(np.cumsum(seconds, axis=1)).astype(np.int64) + shifts["start"][:, None]
    ends[:, -1] = shifts["end"]
    starts = np.concatenate([shifts["start"][:, None], ends[:, :-1]], axis=1)

    state = np.tile(pattern, (count, 1))
    for team_id, work in WORK_OF_TEAM.items():
        rows = np.flatnonzero(team == TEAM[team_id])
        state[rows[:, None], WORK[None, :]] = np.array(work)[None, : len(WORK)]
    # Now and then the pause becomes a lesson.
    state[(state == BREAK) & (rng.random(state.shape) < 0.03)] = TRAINING
    flat = {
        "agent": np.repeat(agent, pieces),
        "start": starts.ravel(),
        "end": ends.ravel(),
        "state": state.ravel(),
    }
    real = (flat["end"] > flat["start"]) & (flat["end"] <= window.end)
    flat = columns.take(flat, real)
    flat = columns.take(flat, np.lexsort((flat["agent"], flat["start"])))
    return pa.table(
        {
            "agent_id": columns.texts(staff.ids, flat["agent"]),
            "started_at": columns.instants(flat["start"]),
            "ended_at": columns.instants(flat["end"]),
            "state": columns.texts(STATES, flat["state"]),
        }
    )


def occupancy(
    contacts: Frame, staff: Staff, agent: Array, day: Array, rng: np.random.Generator
) -> Array:
    """Share of available time at work: rises with the contacts that the agent had that day."""
    handled = np.zeros(staff.team.shape)
    present = contacts["agent"] >= 0
    np.add.at(handled, (contacts["agent"][present], contacts["day"][present]), 1)
    own = handled[agent, day]
    load = own / max(float(np.median(own[own > 0])), 1.0)
    level = BUSY_LEVEL * staff.pace[agent] + 0.11 * np.log(np.clip(load, 0.3, 4))
    return np.clip(level + rng.normal(0, 0.04, len(agent)), 0.35, 0.96)
