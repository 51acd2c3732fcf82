"""Plants what goes wrong in real exports, after the clean rows are made, and keeps the list.

Every bad row has exactly one fault, so the quarantine must hold exactly these reasons. No file
gets so many that it would be refused.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from .columns import INSTANT
from .deliveries import SECOND, Draft, replaced
from .rendering import instant_text, visible
from .window import DAY, HOUR

MOST_SHARE = 0.045
MOST_ROWS = 80
USUAL_SHARE = 0.01
WHOLE_ROW = "*"
LONG_AGO = 915_000_000  # 1998-12-30


@dataclass(frozen=True)
class Flaw:
    """A rule, the column that breaks it and, for a wrong value, what stands there instead."""

    rule: str
    column: str
    wrong: str | int | None = None


@dataclass(frozen=True)
class Plan:
    """The flaws of one file of a table: the regular file so many months before the last one."""

    table: str
    months_back: int
    flaws: tuple[Flaw, ...]
    start: str | None = None
    clears: tuple[str, ...] = ()
    """What else to empty where the start lies in the future, lest it be out of order, too."""


FREE_TIME = "2025-13-45 10:00:00"
PLANS = (
    Plan(
        "tickets",
        1,
        (
            Flaw("required_null", "customer_id"),
            Flaw("required_null", "created_at"),
            Flaw("required_null", "ticket_id"),
            Flaw("bad_timestamp", "first_response_at", "昨天下午"),
            Flaw("bad_timestamp", "created_at", FREE_TIME),
            Flaw("bad_number", "agent_reply_count", "three"),
            Flaw("bad_boolean", "is_complex", "perhaps"),
            Flaw("bad_value", "channel", "fax"),
            Flaw("bad_value", "status", "in limbo"),
            Flaw("out_of_range", "reopened_count", "-1"),
            Flaw("out_of_order", "resolved_at"),
            Flaw("out_of_order", "closed_at"),
            Flaw("future_start", "created_at"),
            Flaw("before_2000", "created_at"),
            Flaw("field_count", WHOLE_ROW, 2),
            Flaw("field_count", WHOLE_ROW, -6),
        ),
        "created_at",
        ("first_response_at", "resolved_at", "closed_at"),
    ),
    Plan(
        "tickets",
        4,
        (
            Flaw("bad_value", "priority", "asap"),
            Flaw("out_of_order", "first_response_at"),
            Flaw("bad_boolean", "transferred", "ja"),
        ),
        "created_at",
    ),
    Plan(
        "conversations",
        3,
        (
            Flaw("required_null", "conversation_id"),
            Flaw("required_null", "channel"),
            Flaw("bad_timestamp", "ended_at", "24:61"),
            Flaw("bad_boolean", "is_valid", "2"),
            Flaw("bad_value", "purpose", "gossip"),
            Flaw("out_of_order", "ended_at"),
            Flaw("future_start", "started_at"),
            Flaw("before_2000", "started_at"),
            Flaw("field_count", WHOLE_ROW, 1),
        ),
        "started_at",
        ("first_response_at", "ended_at"),
    ),
    Plan(
        "messages",
        1,
        (
            Flaw("required_null", "conversation_id"),
            Flaw("required_null", "sent_at"),
            Flaw("bad_value", "sender", "ghost"),
            Flaw("future_start", "sent_at"),
            Flaw("before_2000", "sent_at"),
        ),
        "sent_at",
    ),
    Plan(
        "calls",
        2,
        (
            Flaw("required_null", "call_id"),
            Flaw("required_null", "offered_at"),
            Flaw("bad_timestamp", "answered_at", "no answer"),
            Flaw("bad_number", "talk_seconds", "4min"),
            Flaw("bad_boolean", "transferred", "maybe"),
            Flaw("out_of_order", "answered_at"),
            Flaw("future_start", "offered_at"),
            Flaw("before_2000", "offered_at"),
            Flaw("field_count", WHOLE_ROW, -4),
        ),
        "offered_at",
        ("answered_at", "ended_at"),
    ),
    Plan(
        "agent_states",
        1,
        (
            Flaw("required_null", "agent_id"),
            Flaw("bad_value", "state", "daydreaming"),
            Flaw("out_of_order", "ended_at"),
            Flaw("before_2000", "started_at"),
        ),
        "started_at",
    ),
    Plan(
        "surveys",
        1,
        (
            Flaw("required_null", "stage"),
            Flaw("bad_timestamp", "sent_at", "1st of May"),
            Flaw("bad_number", "csat", "五星"),
            Flaw("bad_boolean", "resolved_confirmed", "sort of"),
            Flaw("bad_value", "contact_type", "letter"),
            Flaw("out_of_range", "csat", "7"),
            Flaw("out_of_range", "nps", "11"),
            Flaw("out_of_order", "responded_at"),
            Flaw("future_start", "sent_at"),
            Flaw("before_2000", "sent_at"),
        ),
        "sent_at",
        ("responded_at",),
    ),
    Plan(
        "complaints",
        2,
        (
            Flaw("bad_value", "cause", "weather"),
            Flaw("out_of_order", "closed_at"),
            Flaw("required_null", "opened_at"),
            Flaw("future_start", "opened_at"),
        ),
        "opened_at",
        ("closed_at",),
    ),
    Plan(
        "orders",
        2,
        (
            Flaw("required_null", "amount"),
            Flaw("required_null", "customer_id"),
            Flaw("bad_value", "price_band", "luxury"),
            Flaw("out_of_range", "amount", -1),
            Flaw("future_start", "placed_at"),
            Flaw("before_2000", "placed_at"),
        ),
        "placed_at",
    ),
    Plan(
        "returns",
        1,
        (
            Flaw("bad_value", "kind", "swap"),
            Flaw("out_of_order", "reviewed_at"),
            Flaw("bad_timestamp", "shipped_at", "待定"),
            Flaw("field_count", WHOLE_ROW, 1),
        ),
        "requested_at",
    ),
    Plan(
        "quality_checks",
        2,
        (
            Flaw("required_null", "inspector_id"),
            Flaw("bad_number", "empathy", "good"),
            Flaw("bad_boolean", "process_compliant", "部分"),
            Flaw("out_of_range", "attitude", "0"),
            Flaw("future_start", "checked_at"),
        ),
        "checked_at",
    ),
    Plan(
        "customers",
        0,
        (Flaw("bad_value", "segment", "platinum"), Flaw("bad_boolean", "is_remote", "far")),
    ),
    Plan("agents", 0, (Flaw("bad_timestamp", "hired_on", "last spring"),)),
    Plan(
        "training_results",
        0,
        (
            Flaw("bad_number", "score", "A+"),
            Flaw("out_of_range", "instructor_rating", "6"),
            Flaw("bad_timestamp", "scheduled_on", "TBD"),
        ),
    ),
    Plan(
        "knowledge_contributions",
        1,
        (Flaw("bad_value", "kind", "poem"), Flaw("out_of_range", "citations", "-2")),
        "created_at",
    ),
)


@dataclass(frozen=True)
class Planted:
    """A bad row: its draft, its row number, its reason."""

    draft: Draft
    row: int
    flaw: Flaw

    @property
    def reason(self) -> str:
        return f"{self.flaw.rule}:{self.flaw.column}"


def plant_faults(drafts: list[Draft], months: list[str], rng: np.random.Generator) -> list[Planted]:
    """Spoil rows by the plans; tables and months that are not there are left alone."""
    planted: list[Planted] = []
    for plan in PLANS:
        draft = planned_file(plan, drafts, months)
        if draft is None:
            continue
        rows = choose_rows(draft, drafts, plan, rng)
        for place, row in enumerate(rows):
            flaw = plan.flaws[place % len(plan.flaws)]
            planted.append(Planted(draft, int(row), flaw))
        spoil(draft, plan, [p for p in planted if p.draft is draft and p.flaw in plan.flaws])
    return planted


def planned_file(plan: Plan, drafts: list[Draft], months: list[str]) -> Draft | None:
    """The regular file that a plan means; the first month's where the window is shorter."""
    month = months[max(len(months) - 1 - plan.months_back, 0)]
    own = [d for d in drafts if d.table == plan.table and not d.bad_rows]
    files = [d for d in own if d.path.count("/") == 1]
    return next((d for d in files if f"_{month}." in d.path), None) or next(
        (d for d in files if f"/{plan.table}." in d.path), None
    )


def choose_rows(draft: Draft, drafts: list[Draft], plan: Plan, rng: np.random.Generator) -> list[int]:
    """About one row in a hundred, once per flaw at least; only keys that come in one file."""
    count = draft.data.num_rows
    wanted = max(len(plan.flaws), min(int(count * USUAL_SHARE), MOST_ROWS))
    most = max(int(count * MOST_SHARE), 1)
    free = np.arange(count)
    if draft.layout.versioned:
        name = draft.layout.key[0]
        copies = Counter(
            key for d in drafts if d.table == draft.table for key in d.data.column(name).to_pylist()
        )
        keys = draft.data.column(name).to_pylist()
        free = np.array([row for row in range(count) if copies[keys[row]] == 1])
    # A cut-off row must lose nothing that was quoted.
    return sorted(rng.choice(free, min(wanted, most, len(free)), replace=False).tolist())


def spoil(draft: Draft, plan: Plan, planted: list[Planted]) -> None:
    """Write the faults into the draft: into the text of a text file, into the values of Parquet."""
    draft.bad_rows.update(p.row for p in planted)
    for fault in planted:
        flaw, row = fault.flaw, fault.row
        if flaw.rule == "field_count":
            assert isinstance(flaw.wrong, int)
            draft.shapes[row] = flaw.wrong
            continue
        changes: dict[str, object] = {flaw.column: flaw.wrong}
        if flaw.rule in ("out_of_order", "future_start", "before_2000"):
            changes[flaw.column] = moved(draft, plan, fault)
        if flaw.rule == "future_start":
            changes |= dict.fromkeys(plan.clears)
        for name, value in changes.items():
            if draft.layout.style.suffix == ".parquet":
                set_value(draft, name, row, value)
            elif isinstance(value, int):
                draft.cells[row, name] = instant_text(value, draft.layout.style)
            else:
                assert value is None or isinstance(value, str)
                draft.cells[row, name] = value


def moved(draft: Draft, plan: Plan, fault: Planted) -> int:
    """The wrong instant: before the start, long after the delivery, or in another century."""
    if fault.flaw.rule == "future_start":
        return draft.delivered_at + 40 * DAY
    if fault.flaw.rule == "before_2000":
        return LONG_AGO + fault.row
    assert plan.start is not None
    start = draft.data.column(plan.start)[fault.row].cast(pa.int64()).as_py()
    return int(start // SECOND - HOUR)


def set_value(draft: Draft, name: str, row: int, value: object) -> None:
    """Replace one value of a typed column."""
    column = draft.data.column(name)
    kind = column.type
    values = (column.cast(pa.int64()) if kind == INSTANT else column).to_pylist()
    values[row] = value * SECOND if kind == INSTANT and isinstance(value, int) else value
    changed = pa.array(values, pa.int64()).cast(INSTANT) if kind == INSTANT else pa.array(values, kind)
    draft.data = replaced(draft.data, name, changed)


def bad_keys(draft: Draft) -> set[tuple[object, ...]]:
    """Keys of the rows that were spoiled, as they were before."""
    rows = visible(draft.data).take(pa.array(sorted(draft.bad_rows), pa.int64())).to_pylist()
    return {tuple(row[name] for name in draft.layout.key) for row in rows}
