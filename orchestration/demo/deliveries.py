"""Which rows arrive in which file, and when.

A monthly export holds what was new or changed in the month, as it was known at the month's end: a
ticket still open then comes again, finished, a month later. No file knows the future.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.demo.columns import INSTANT
from orchestration.demo.generate import Centre
from orchestration.demo.layouts import LAYOUTS, Later, Layout
from orchestration.demo.window import DAY, HOUR, Window, local_date

SECOND = 1_000_000
FOR_EVER = 10**12
CORRECTED_TICKETS = 0.05
PROMOTED_CUSTOMERS = 40


@dataclass
class Draft:
    """A file before it is written; faults are noted here by row number."""

    table: str
    path: str
    data: pa.Table
    layout: Layout
    delivered_at: int
    cells: dict[tuple[int, str], str | None] = field(default_factory=dict)
    shapes: dict[int, int] = field(default_factory=dict)
    bad_rows: set[int] = field(default_factory=set)


def draft_deliveries(centre: Centre, rng: np.random.Generator) -> list[Draft]:
    """Every regular file, then a correction, a repeated week and a segment update."""
    drafts = [
        draft
        for table, layout in LAYOUTS.items()
        for draft in regular(table, centre.tables[table], layout, centre.window)
    ]
    drafts.append(corrected_tickets(centre, rng))
    drafts.append(repeated_week(drafts, centre.window))
    drafts.append(promoted_customers(centre, rng))
    return drafts


def regular(table: str, data: pa.Table, layout: Layout, window: Window) -> Iterator[Draft]:
    """One file, or one for every month of the window."""
    suffix = layout.style.suffix
    if layout.start is None or not layout.monthly:
        known = data if layout.start is None else between(data, layout.start, 0, window.end)
        delivered = window.end if table != "customers" else window.start
        yield Draft(table, f"{table}/{table}{suffix}", known, layout, delivered + HOUR)
        return
    ends = data.append_column("_ends", last_change(data, layout)) if layout.versioned else data
    for month in window.months:
        path = f"{table}/{table}_{month.label}{suffix}"
        if layout.versioned:
            ends = between(ends, "_ends", month.start, FOR_EVER)
            rows = known_at(between(ends, layout.start, 0, month.end), layout, month.end)
            rows = between(rows, "updated_at", month.start, month.end)
        else:
            rows = between(data, layout.start, month.start, month.end)
        yield Draft(table, path, rows, layout, month.end + HOUR)


def between(data: pa.Table, column: str, first: int, end: int) -> pa.Table:
    """Rows whose instant lies in [first, end)."""
    values = data.column(column).cast(pa.int64())
    inside = pc.and_(pc.greater_equal(values, first * SECOND), pc.less(values, end * SECOND))
    return data.filter(inside)


def known_at(data: pa.Table, layout: Layout, cutoff: int) -> pa.Table:
    """The rows as they stood at an instant, with `updated_at` set to their last change."""
    limit = pa.scalar(cutoff * SECOND, pa.int64()).cast(INSTANT)
    for later in layout.later:
        data = before(data, later, limit)
    return data.append_column("updated_at", last_change(data, layout))


def last_change(data: pa.Table, layout: Layout) -> pa.ChunkedArray:
    """The latest instant that each row knows of."""
    names = [layout.start, *(later.at for later in layout.later)]
    values = [data.column(name).cast(pa.int64()) for name in names if name]
    return pc.max_element_wise(*values).cast(INSTANT)


def before(data: pa.Table, later: Later, limit: pa.Scalar) -> pa.Table:
    """Undo what happened at `later.at` where that is not before the limit."""
    unknown = pc.fill_null(pc.greater_equal(data.column(later.at), limit), False)
    if not pc.any(unknown).as_py():
        return data
    undone: dict[str, str | int | None] = {later.at: None, **dict.fromkeys(later.blanks)}
    for name, value in (undone | dict(later.resets)).items():
        kind = data.schema.field(name).type
        column = pc.if_else(unknown, pa.scalar(value, kind), data.column(name))
        data = data.set_column(data.column_names.index(name), name, column)
    return data


def correction_time(window: Window) -> int:
    """The eighth of the last month, one o'clock; after the window where it ends earlier."""
    last = window.months[-1]
    return min(last.start + 7 * DAY, last.end) + HOUR


def corrected_tickets(centre: Centre, rng: np.random.Generator) -> Draft:
    """Categories put right after review: the same tickets again, with a later `updated_at`."""
    layout, window = LAYOUTS["tickets"], centre.window
    at = correction_time(window)
    months = window.months
    reviewed = months[-2] if len(months) > 1 else months[-1]
    known = known_at(
        between(centre.tables["tickets"], "created_at", 0, at - HOUR), layout, at - HOUR
    )
    known = between(known, "updated_at", reviewed.start, min(reviewed.end, at - HOUR))
    known = known.filter(pc.is_valid(known.column("final_category")))
    chosen = np.flatnonzero(rng.random(known.num_rows) < CORRECTED_TICKETS)
    if not len(chosen):
        chosen = np.arange(min(1, known.num_rows))
    rows = known.take(pa.array(chosen))
    rows = replaced(rows, "final_category", rows.column("initial_category"))
    changed = pa.array(np.full(len(chosen), (at - 2 * HOUR) * SECOND)).cast(INSTANT)
    rows = replaced(rows, "updated_at", changed)
    path = f"tickets/corrections/tickets_{local_date(at)}_reviewed.csv"
    return Draft("tickets", path, rows, layout, at)


def repeated_week(drafts: list[Draft], window: Window) -> Draft:
    """The chat system delivers the last week of a month once more, two days later."""
    months = window.months
    month = months[-2] if len(months) > 1 else months[-1]
    source = next(d for d in drafts if d.table == "conversations" and f"_{month.label}." in d.path)
    rows = between(source.data, "started_at", month.end - 7 * DAY, month.end)
    first, last = local_date(month.end - 7 * DAY), local_date(month.end - DAY)
    path = f"conversations/again/conversations_{first}_{last}.csv.gz"
    return Draft("conversations", path, rows, source.layout, source.delivered_at + 2 * DAY)


def promoted_customers(centre: Centre, rng: np.random.Generator) -> Draft:
    """Some good customers become VIPs: their rows again, with a later `updated_at`."""
    at = correction_time(centre.window)
    everyone = centre.tables["customers"]
    standard = np.flatnonzero(pc.equal(everyone.column("segment"), "standard").to_numpy())
    count = min(PROMOTED_CUSTOMERS, max(len(standard) // 50, 1))
    rows = everyone.take(pa.array(np.sort(rng.choice(standard, count, replace=False))))
    rows = replaced(rows, "segment", pa.array(["vip"] * count))
    rows = replaced(rows, "updated_at", pa.array([(at - HOUR) * SECOND] * count).cast(INSTANT))
    path = f"customers/customers_{local_date(at)}_vip.csv.gz"
    return Draft("customers", path, rows, LAYOUTS["customers"], at)


def replaced(data: pa.Table, name: str, column: pa.Array) -> pa.Table:
    """A table with other values in one column."""
    return data.set_column(data.column_names.index(name), name, column)
