"""What agents learn, share and are worth to other departments."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from orchestration.demo import columns
from orchestration.demo.centre import ROLE_OF_TEAM, ROLES
from orchestration.demo.columns import NONE, Frame
from orchestration.demo.staff import Staff
from orchestration.demo.stories import Stories
from orchestration.demo.surveys import grade
from orchestration.demo.window import DAY, HOUR, Array, Window

KINDS = ["product_knowledge", "service_process"]
COURSES = ["product_refresh", "system_process", "new_product_launch", "complaint_handling"]
KIND_OF_COURSE = [0, 1, 0, 1]
# Course, days into the month, and every how manieth agent is to attend.
PROGRAMME = ((0, 9, 2), (1, 18, 3), (3, 23, 6))
CONTRIBUTIONS = ["kb_update", "case_share", "suggestion"]
MONTHLY_CONTRIBUTIONS = np.array([4.7, 1.9, 1.15])
DEPARTMENTS = ["仓储", "物流", "运营", "财务", "商品"]
CERTIFICATIONS = ["高级客服", "投诉专员", "产品专家", "跨境服务"]
FEEDBACK = [
    "内容实用",
    "案例再多一些就好了",
    "节奏太快",
    "Very helpful, I use it every day",
    "和实际工作关系不大",
]
EPOCH = date(1970, 1, 1)


def training_table(
    staff: Staff, stories: Stories, window: Window, rng: np.random.Generator
) -> pa.Table:
    """One row per agent, course and date: the monthly programme and the two courses to look at."""
    planned: list[tuple[int, int, int, int]] = []  # agent, course, day index, must attend
    courses, kinds = list(COURSES), list(KIND_OF_COURSE)
    for number, month in enumerate(window.months):
        first = (month.start - window.start) // DAY
        for lesson, offset, share in PROGRAMME:
            held = first + offset
            if held < window.days:
                turn = [a for a in staff.in_service(held) if (a + number) % share == 0]
                planned.extend((int(a), lesson, held, 0) for a in turn)
        if month.month in (3, 9) and first + 5 < window.days:
            sellers = ROLE_OF_TEAM[staff.team[:-1, first + 5]] == ROLES.index("presales")
            launch = [a for a in staff.in_service(first + 5) if sellers[a]]
            planned.extend((int(a), 2, first + 5, 0) for a in launch)
    for training in stories.trainings:
        courses.append(training.course_id)
        kinds.append(KINDS.index(training.kind))
        planned.extend((a, len(courses) - 1, training.day, 1) for a in training.attendees)
    agent, course, day, certain = (np.array(x, int) for x in zip(*sorted(planned), strict=True))
    count = len(agent)
    quality = staff.quality[agent, day]
    attended = (rng.random(count) < np.clip(0.955 + 0.02 * quality, 0.8, 0.995)) | (certain == 1)
    score = np.clip(np.rint(86 + 5 * quality + rng.normal(0, 5.5, count)), 40, 100)
    return pa.table(
        {
            "agent_id": columns.texts(staff.ids, agent),
            "course_id": columns.texts(courses, course),
            "scheduled_on": columns.days(epoch_day(window.first_day) + day),
            "kind": columns.texts(KINDS, np.array(kinds)[course]),
            "attended": columns.flags(attended),
            "score": columns.integers(score, attended),
            "passed": columns.flags(score >= 75, attended),
            "instructor_id": columns.texts([f"I{n:02d}" for n in range(1, 6)], course % 5),
            "instructor_rating": columns.integers(grade(4.3 + rng.normal(0, 0.6, count)), attended),
            "learner_feedback": columns.texts(
                FEEDBACK,
                np.where(
                    attended & (rng.random(count) < 0.5),
                    rng.integers(0, len(FEEDBACK), count),
                    NONE,
                ),
            ),
        }
    )


def epoch_day(day: date) -> int:
    """Days since 1970."""
    return (day - EPOCH).days


def certifications_table(staff: Staff, window: Window, rng: np.random.Generator) -> pa.Table:
    """One row per agent and certification; most last for two years, some have run out."""
    agent, kind = np.nonzero(
        rng.random((staff.count - 1, len(CERTIFICATIONS))) < np.array([0.62, 0.18, 0.3, 0.12])
    )
    last = epoch_day(window.last_day)
    granted = last - rng.integers(20, 900, len(agent))
    expires = np.where(kind == 3, NONE, granted + 730)
    return pa.table(
        {
            "agent_id": columns.texts(staff.ids, agent),
            "certification": columns.texts(CERTIFICATIONS, kind),
            "granted_on": columns.days(granted),
            "expires_on": columns.days(expires),
        }
    )


def work_moments(staff: Staff, window: Window, rng: np.random.Generator, rate: Array) -> Frame:
    """Events of agents at moments when they work, `rate` per agent and month of service."""
    shifts = staff.shifts
    listed = shifts["agent"] < staff.count - 1
    shifts = {name: values[listed] for name, values in shifts.items()}
    number = rng.poisson(rate[shifts["agent"]] / 20.5)
    row = np.repeat(np.arange(len(number)), number)
    at = shifts["start"][row] + rng.integers(300, 8 * HOUR - 300, len(row))
    known = at < window.end
    moments = {"agent": shifts["agent"][row][known], "at": at[known]}
    return columns.take(moments, np.argsort(moments["at"], kind="stable"))


def contributions_table(staff: Staff, window: Window, rng: np.random.Generator) -> pa.Table:
    """One row per contribution to the knowledge base."""
    event = work_moments(staff, window, rng, MONTHLY_CONTRIBUTIONS.sum() * staff.diligence)
    count = columns.size(event)
    share = MONTHLY_CONTRIBUTIONS.cumsum() / MONTHLY_CONTRIBUTIONS.sum()
    kind = np.minimum(np.searchsorted(share, rng.random(count)), 2)
    return pa.table(
        {
            "contribution_id": columns.consecutive_ids("W", count, 5),
            "agent_id": columns.texts(staff.ids, event["agent"]),
            "kind": columns.texts(CONTRIBUTIONS, kind),
            "created_at": columns.instants(event["at"]),
            "citations": columns.integers(rng.poisson(np.where(kind == 1, 1.9, 0.8))),
            "adopted": columns.flags(rng.random(count) < 0.62, kind == 2),
        }
    )


def collaboration_table(staff: Staff, window: Window, rng: np.random.Generator) -> pa.Table:
    """One row per rating by another department."""
    event = work_moments(staff, window, rng, np.full(staff.count, 7.5))
    count = columns.size(event)
    quality = staff.quality[event["agent"], window.day_of(event["at"])]
    # Departments rate on the whole, not by the single case: marks lie close together.
    satisfied = grade(4.38 + 0.3 * quality + rng.normal(0, 0.62, count))
    accurate = rng.random(count) < np.clip(0.955 + 0.025 * quality, 0.7, 0.995)
    in_time = rng.random(count) < np.clip(0.915 + 0.045 * quality, 0.6, 0.99)
    everyone = np.ones(count, bool)
    return pa.table(
        {
            "rating_id": columns.consecutive_ids("B", count, 5),
            "agent_id": columns.texts(staff.ids, event["agent"]),
            "rater_department": columns.texts(
                DEPARTMENTS, rng.integers(0, len(DEPARTMENTS), count)
            ),
            "rated_at": columns.instants(event["at"]),
            "satisfaction": columns.integers(satisfied, everyone & (rng.random(count) < 0.98)),
            "information_accurate": columns.flags(accurate, rng.random(count) < 0.95),
            "responded_in_time": columns.flags(in_time, rng.random(count) < 0.95),
        }
    )
