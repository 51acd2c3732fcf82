"""The life of a ticket: answered, worked on, perhaps escalated, handed on or reopened, closed."""

from __future__ import annotations

import numpy as np

from orchestration.demo.centre import TEAM
from orchestration.demo.columns import NONE, Frame
from orchestration.demo.staff import Staff
from orchestration.demo.stories import Stories
from orchestration.demo.window import HOUR, Array

STATUSES = ["new", "open", "pending", "resolved", "closed", "spam", "merged", "deleted"]
NEW, OPEN, PENDING, RESOLVED, CLOSED, SPAM, MERGED, DELETED = range(8)
FORGOTTEN = ("response", "done", "resolved_at", "closed_at", "escalated_at")
ODD_SHARES = np.array([0.012, 0.012, 0.004])  # spam, merged, deleted


def live_ticket(c: Frame, staff: Staff, stories: Stories, rng: np.random.Generator) -> None:
    """Fill in what becomes of each ticket; instants beyond the window are cut off later."""
    count = len(c["start"])
    closer = c["first_agent"] == stories.early_closer
    hard = np.where(c["complex"], 1.7, 1.0) * np.exp(-0.4 * c["quality"])
    fate = rng.random((4, count))
    escalated = ~c["bot"] & (fate[0] < np.minimum(0.044 * hard, 0.4)) & ~closer
    handed_on = ~c["bot"] & (fate[1] < np.minimum(0.037 * hard, 0.4))
    reopened = ~c["bot"] & (fate[2] < np.minimum(0.03 * hard, 0.3)) & ~closer
    wrote_more = ~c["bot"] & (fate[3] < np.minimum(0.068 * hard, 0.6)) & ~closer

    pace = c["speed"] * np.where(c["complex"], 1.45, 1.0) * np.where(closer, 0.55, 1.0)
    work = rng.gamma(1.7, 1.72 * HOUR / 1.7, count) * pace
    work = np.where(escalated, work * 2.2 + HOUR, work)
    work = np.where(reopened, work + rng.gamma(2.0, 5.0 * HOUR, count), work)
    work = np.where(c["bot"], rng.uniform(20, 240, count), work).astype(np.int64)
    response = np.where(c["bot"], rng.integers(1, 6, count), c["response"])
    done = c["start"] + response + np.maximum(work, 60)
    rest = rng.gamma(2.2, 17.0 * HOUR / 2.2, count) * c["speed"] ** 0.5
    closed = done + np.where(closer, rest * 0.4, rest).astype(np.int64)
    raised = c["start"] + (rng.gamma(2.0, 0.78 * HOUR, count) * pace).astype(np.int64)

    c["escalated_at"] = np.where(escalated, np.minimum(raised, done - 30), NONE)
    c["transferred"] = handed_on
    c["agent"] = np.where(handed_on, colleague(c, staff, rng), c["agent"])
    c["reopened"] = reopened * (1 + (rng.random(count) < 0.12))
    c["replies"] = np.where(c["bot"], 0, 1 + wrote_more * rng.geometric(0.6, count))
    stuck = rng.random(count) < 0.006
    only_resolved = rng.random(count) < 0.07
    c["status"] = np.where(stuck, PENDING, np.where(only_resolved, RESOLVED, CLOSED))
    c["response"] = response
    c["done"] = c["resolved_at"] = np.where(stuck, NONE, done)
    c["closed_at"] = np.where(stuck | only_resolved, NONE, closed)
    # Some systems close without saying when it was resolved.
    unsaid = (c["status"] == CLOSED) & (rng.random(count) < 0.015)
    c["resolved_at"] = np.where(unsaid, NONE, c["resolved_at"])
    unassigned = ~c["bot"] & (rng.random(count) < 0.006)
    forget(c, unassigned, NEW)
    odd = rng.random(count)
    edges = np.cumsum(ODD_SHARES)
    for status, low, high in zip((SPAM, MERGED, DELETED), (0.0, *edges[:-1]), edges, strict=True):
        forget(c, (odd >= low) & (odd < high), status)
    c["end"] = np.where(c["closed_at"] >= 0, c["closed_at"], c["resolved_at"])
    c["resolved"] = np.isin(c["status"], (RESOLVED, CLOSED))
    c["again"] = c["again"] & c["resolved"]


def colleague(c: Frame, staff: Staff, rng: np.random.Generator) -> Array:
    """Somebody of technical support or the complaints team who is in service that day."""
    chosen = c["agent"].copy()
    helpers = np.flatnonzero(
        np.isin(staff.team[:-1, 0], (TEAM["tech_support"], TEAM["complaints"]))
    )
    pick = helpers[rng.integers(0, len(helpers), len(chosen))]
    there = (staff.hired[pick] <= c["day"]) & (
        (staff.left[pick] == NONE) | (staff.left[pick] >= c["day"])
    )
    return np.where(there & (chosen >= 0), pick, chosen)


def forget(c: Frame, rows: Array, status: int) -> None:
    """Tickets that nobody works on: no answer, no end."""
    c["status"] = np.where(rows, status, c["status"])
    for name in FORGOTTEN + (() if status == MERGED else ("agent", "first_agent")):
        c[name] = np.where(rows, NONE, c[name])
    c["replies"] = np.where(rows, 0, c["replies"])
    c["reopened"] = np.where(rows, 0, c["reopened"])
    c["transferred"] = c["transferred"] & ~rows
