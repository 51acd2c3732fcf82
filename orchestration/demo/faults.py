"""Plants what goes wrong in real exports, after the clean rows are made, and keeps the list.

Every bad row has exactly one fault, so the quarantine must hold exactly these reasons. No file
gets so many that it would be refused.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from orchestration.demo.columns import INSTANT
from orchestration.demo.deliveries import SECOND, Draft, replaced
from orchestration.demo.fault_plans import PLANS, Flaw, Plan
from orchestration.demo.rendering import instant_text
from orchestration.demo.window import DAY, HOUR

MOST_SHARE = 0.045
MOST_ROWS = 80
USUAL_SHARE = 0.01
LONG_AGO = 915_000_000  # 1998-12-30


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


def choose_rows(
    draft: Draft, drafts: list[Draft], plan: Plan, rng: np.random.Generator
) -> list[int]:
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
    return sorted(rng.choice(free, min(wanted, most, len(free)), replace=False).tolist())


def spoil(draft: Draft, plan: Plan, planted: list[Planted]) -> None:
    """Write the faults into the draft: into the text of a text file, into the values of Parquet."""
    draft.bad_rows.update(fault.row for fault in planted)
    wrong: dict[str, dict[int, str | int | None]] = {}
    for fault in planted:
        flaw, row = fault.flaw, fault.row
        if flaw.rule == "field_count":
            assert isinstance(flaw.wrong, int)
            draft.shapes[row] = flaw.wrong
        elif flaw.rule in ("out_of_order", "future_start", "before_2000"):
            wrong.setdefault(flaw.column, {})[row] = moved(draft, plan, fault)
        else:
            wrong.setdefault(flaw.column, {})[row] = flaw.wrong
        if flaw.rule == "future_start":
            for name in plan.clears:
                wrong.setdefault(name, {})[row] = None
    for name, values in wrong.items():
        if draft.layout.style.suffix == ".parquet":
            set_values(draft, name, values)
        else:
            style = draft.layout.style
            for row, value in values.items():
                text = instant_text(value, style) if isinstance(value, int) else value
                draft.cells[row, name] = text


def moved(draft: Draft, plan: Plan, fault: Planted) -> int:
    """The wrong instant: before the start, long after the delivery, or in another century."""
    if fault.flaw.rule == "future_start":
        return draft.delivered_at + 40 * DAY
    if fault.flaw.rule == "before_2000":
        return LONG_AGO + fault.row
    assert plan.start is not None
    start = draft.data.column(plan.start)[fault.row].cast(pa.int64()).as_py()
    return int(start // SECOND - HOUR)


def set_values(draft: Draft, name: str, wrong: dict[int, str | int | None]) -> None:
    """Replace values of a typed column; an instant is given in seconds."""
    column = draft.data.column(name)
    instant = column.type == INSTANT
    values = (column.cast(pa.int64()) if instant else column).to_pylist()
    for row, value in wrong.items():
        values[row] = value * SECOND if instant and isinstance(value, int) else value
    changed = (
        pa.array(values, pa.int64()).cast(INSTANT) if instant else pa.array(values, column.type)
    )
    draft.data = replaced(draft.data, name, changed)
