"""Writes the demo: generate, deliver, spoil, render, and stamp every file with its delivery."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.demo.deliveries import Draft, draft_deliveries
from orchestration.demo.fault_plans import WHOLE_ROW
from orchestration.demo.faults import Planted, plant_faults
from orchestration.demo.generate import Centre, Chance, generate
from orchestration.demo.layouts import LAYOUTS
from orchestration.demo.phrases import PERSONAL_DATA
from orchestration.demo.rendering import render
from orchestration.demo.report import DemoSummary, FileFault, PlantedFault, TableCount
from orchestration.demo.stories import describe
from orchestration.demo.window import DAY, HOUR

SECONDS = 1_000_000_000
Key = tuple[object, ...]


@dataclass(frozen=True)
class WrittenFile:
    """A regular file as it lies in the landing."""

    draft: Draft
    path: Path
    content: bytes
    lines: list[int]


def write_demo(
    landing_dir: Path,
    *,
    seed: int = 20250101,
    months: int = 13,
    last_day: date = date(2025, 12, 31),
    agents: int = 40,
    contacts_per_day: int = 400,
    faults: bool = True,
) -> DemoSummary:
    """Fill a folder with the exports of an invented support centre.

    Equal arguments give equal bytes and times. The folder must be empty: invented people never
    get mixed with somebody's own data.
    """
    landing_dir.mkdir(parents=True, exist_ok=True)
    if any(not entry.name.startswith(".") for entry in landing_dir.iterdir()):
        raise FileExistsError(f"{landing_dir} is not empty; the demo wants a folder of its own")
    centre = generate(
        seed=seed,
        months=months,
        last_day=last_day,
        agents=agents,
        contacts_per_day=contacts_per_day,
    )
    chance = Chance(seed)
    drafts = draft_deliveries(centre, chance("deliveries"))
    labels = [month.label for month in centre.window.months]
    planted = plant_faults(drafts, labels, chance("faults")) if faults else []
    drafts += repairs(drafts, planted)
    written = [write_draft(landing_dir, draft) for draft in drafts]
    odd = write_odd_files(landing_dir, written, labels) if faults else []
    lines = {id(file.draft): file.lines for file in written}
    window = centre.window
    return DemoSummary(
        first_day=window.first_day.isoformat(),
        last_day=window.last_day.isoformat(),
        tables=count_rows(drafts, odd),
        faults=tuple(
            PlantedFault(
                fault.draft.table,
                fault.draft.path,
                lines[id(fault.draft)][fault.row],
                fault.reason,
                released_by(fault, drafts),
            )
            for fault in planted
        ),
        file_faults=tuple(odd),
        stories=describe_all(centre),
        personal_data=PERSONAL_DATA,
    )


def describe_all(centre: Centre) -> dict[str, dict[str, object]]:
    """The stories in the words of the data."""
    return describe(centre.stories, centre.window, centre.staff.ids)


def repairs(drafts: list[Draft], planted: list[Planted]) -> list[Draft]:
    """Somebody mends the newest spoiled ticket export: its bad rows come again, as they should be.

    Rows whose key was unreadable are left out: no later delivery can be told to be theirs.
    """
    bad = [p for p in planted if p.draft.table == "tickets" and has_key(p)]
    if not bad:
        return []
    source = max((p.draft for p in bad), key=lambda draft: draft.delivered_at)
    rows = sorted(p.row for p in bad if p.draft is source)
    name = Path(source.path).name.replace(".csv", "_repaired.csv")
    at = source.delivered_at + DAY
    return [
        Draft("tickets", f"tickets/corrections/{name}", source.data.take(rows), source.layout, at)
    ]


def has_key(fault: Planted) -> bool:
    """Whether the key of a bad row can still be read."""
    return fault.flaw.column not in (*fault.draft.layout.key, WHOLE_ROW)


def write_draft(landing_dir: Path, draft: Draft) -> WrittenFile:
    """Render and write one file."""
    rendered = render(draft.data, draft.layout.style, draft.cells, draft.shapes)
    path = put(landing_dir / draft.path, rendered.content, draft.delivered_at)
    return WrittenFile(draft, path, rendered.content, rendered.lines)


def put(path: Path, content: bytes, delivered_at: int) -> Path:
    """Write a file with the time of its delivery, since load order goes by it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, ns=(delivered_at * SECONDS, delivered_at * SECONDS))
    return path


def write_odd_files(
    landing_dir: Path, written: list[WrittenFile], months: list[str]
) -> list[FileFault]:
    """A torn upload, an empty one, a header alone, and a file that came twice."""
    month = months[max(len(months) - 3, 0)]
    regular = {file.draft.path: file for file in written}
    torn = regular[f"conversations/conversations_{month}.csv.gz"]
    twice = regular[f"orders/orders_{month}.parquet"]
    empty = regular[f"complaints/complaints_{month}.csv"]
    headed = empty.draft
    header = render(headed.data.slice(0, 0), headed.layout.style, {}, {}).content
    plan = (
        ("truncated", "refused", torn.draft, f"conversations_{month} (1).csv.gz",
         torn.content[: len(torn.content) * 2 // 3], -HOUR // 2),
        ("zero_bytes", "refused", empty.draft, f"complaints_{month}_retry.csv", b"", HOUR),
        ("header_only", "loaded", empty.draft, "complaints_hotline.csv",
         header, 2 * HOUR),
        ("duplicate", "skipped_duplicate", twice.draft, f"orders_{month}_copy.parquet",
         twice.content, 3 * DAY),
    )  # fmt: skip
    faults = []
    for kind, outcome, draft, name, content, delay in plan:
        path = f"{draft.table}/{name}"
        put(landing_dir / path, content, draft.delivered_at + delay)
        faults.append(FileFault(draft.table, path, kind, outcome))
    return faults


def count_rows(drafts: list[Draft], odd: list[FileFault]) -> dict[str, TableCount]:
    """Row accounting by table, worked out from the keys."""
    counts = {}
    for table, layout in LAYOUTS.items():
        own = [draft for draft in drafts if draft.table == table]
        read = sum(draft.data.num_rows for draft in own)
        bad = sum(len(draft.bad_rows) for draft in own)
        # Only tables with versions deliver a key twice.
        keys = (
            len({key for draft in own for key in good_keys(draft)})
            if layout.versioned
            else read - bad
        )
        extra = sum(fault.table == table and fault.outcome == "loaded" for fault in odd)
        counts[table] = TableCount(len(own) + extra, read, keys, bad, read - bad - keys)
    return counts


def good_keys(draft: Draft) -> Iterable[Key]:
    """Keys of the rows that are in order."""
    parts = [draft.data.column(name).to_pylist() for name in draft.layout.key]
    for row, key in enumerate(zip(*parts, strict=True)):
        if row not in draft.bad_rows:
            yield key


def released_by(fault: Planted, drafts: list[Draft]) -> str | None:
    """The first later file that has the bad row's key in order."""
    if not has_key(fault):
        return None
    source = fault.draft
    key = tuple(source.data.column(name)[fault.row].as_py() for name in source.layout.key)
    later = sorted(
        (d for d in drafts if d.table == source.table and d.delivered_at > source.delivered_at),
        key=lambda draft: (draft.delivered_at, draft.path),
    )
    if not source.layout.versioned:
        return None
    return next((draft.path for draft in later if key in set(good_keys(draft))), None)
