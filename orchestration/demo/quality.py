"""Spot checks: an inspector, sometimes a second one, looks at a tenth of the work."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from orchestration.demo import columns
from orchestration.demo.centre import CALL, KINDS, TICKET
from orchestration.demo.columns import NONE, Frame
from orchestration.demo.staff import Staff
from orchestration.demo.surveys import grade
from orchestration.demo.window import DAY, HOUR, Window

CHECKED_SHARE = 0.125
DOUBLE_CHECKED_SHARE = 0.2
INSPECTORS = [f"Q{n:02d}" for n in range(1, 8)]
VIOLATIONS = [
    "使用绝对化用语",
    "未核实客户身份",
    "未告知处理时效",
    "回复模板未修改",
    "工单描述与客户反馈不一致",
    "interrupted the customer",
]


def quality_checks_table(
    c: Frame, contact_ids: list[pa.Array], staff: Staff, window: Window, rng: np.random.Generator
) -> pa.Table:
    """One row per check, made in office hours one to six days after the contact."""
    drawn = (rng.random(columns.size(c)) < CHECKED_SHARE) & (c["agent"] >= 0) & (c["end"] >= 0)
    drawn &= (c["kind"] != CALL) | (c["response"] >= 0)
    c = columns.take(c, drawn)
    day = (c["end"] - window.start) // DAY + rng.integers(1, 7, columns.size(c))
    at = window.midnight(day) + rng.integers(9 * HOUR, 18 * HOUR, len(day))
    known = at < window.end
    c, at = columns.take(c, known), at[known]
    by_time = np.argsort(at, kind="stable")
    c, at = columns.take(c, by_time), at[by_time]
    count = len(at)

    care = staff.carelessness[c["agent"]]
    quality = c["quality"]
    script = rng.random(count) > np.clip(0.045 * care, 0.004, 0.3)
    process = rng.random(count) > np.clip(0.062 * care, 0.005, 0.35)
    sorted_right = rng.random(count) < np.clip(0.905 + 0.045 * quality, 0.6, 0.99)
    honest = rng.random(count) > np.clip(0.016 * care, 0.002, 0.2)
    violation = np.where(script & process & honest, NONE, rng.integers(0, len(VIOLATIONS), count))
    first = rng.integers(0, len(INSPECTORS), count)
    second = (first + rng.integers(1, len(INSPECTORS), count)) % len(INSPECTORS)
    twice = rng.random(count) < DOUBLE_CHECKED_SHARE
    everyone = np.ones(count, bool)

    def marks(level: float, known_share: float = 1.0) -> pa.Array:
        drawn = grade(level + 0.42 * quality + rng.normal(0, 0.55, count))
        return columns.integers(drawn, everyone & (rng.random(count) < known_share))

    return pa.table(
        {
            "check_id": columns.consecutive_ids("X", count, 6),
            "contact_type": columns.texts(KINDS, c["kind"]),
            "contact_id": contact_column(c, contact_ids),
            "agent_id": columns.texts(staff.ids, c["agent"]),
            "checked_at": columns.instants(at),
            "inspector_id": columns.texts(INSPECTORS, first),
            "second_inspector_id": columns.texts(INSPECTORS, np.where(twice, second, NONE)),
            "script_compliant": columns.flags(script),
            "process_compliant": columns.flags(process),
            "classification_correct": columns.flags(sorted_right, c["kind"] == TICKET),
            "record_matches_customer": columns.flags(honest, rng.random(count) < 0.9),
            "attitude": marks(4.6),
            "professionalism": marks(4.45),
            "accuracy": marks(4.5),
            "empathy": marks(4.35, 0.95),
            "violations": columns.texts(VIOLATIONS, violation),
        }
    )


def contact_column(c: Frame, contact_ids: list[pa.Array]) -> pa.Array:
    """Identifier of each row's contact, whichever kind it is."""
    offset = np.concatenate([[0], np.cumsum([len(ids) for ids in contact_ids])])
    return pa.concat_arrays(contact_ids).take(pa.array(offset[c["kind"]] + c["number"]))
