"""What happens in the demo that somebody ought to find.

Each story is planted here once, by agent and day; the modules that make the rows only ask.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from orchestration.demo.centre import (
    CATEGORY_NAMES,
    ISSUES,
    NIGHT_FROM,
    NIGHT_TEAM,
    NIGHT_TO,
    STRONG_TEAM,
    TEAM,
    TEAM_IDS,
    TEAMS,
    WEAK_TEAM,
)
from orchestration.demo.seasons import Days
from orchestration.demo.window import Array, Window

MIN_AGENTS = 16
RISING_CATEGORY = CATEGORY_NAMES.index("beauty")
RISING_ISSUE = [issue.name for issue in ISSUES].index("allergic_reaction")
EARLY_CLOSER_REPEATS = 0.34
ORDINARY_REPEATS = 0.068
INVALID_MARKER_SHARE = 0.22
ORDINARY_INVALID_SHARE = 0.035
SELECTIVE_SURVEY_FACTOR = 0.3
NIGHT_TICKET_DELAY = 1.75
NIGHT_CHAT_DELAY = 1.25


@dataclass(frozen=True)
class Training:
    """A course that part of a team attended; the others of that team are the comparison."""

    course_id: str
    kind: str
    day: int
    team: str
    attendees: tuple[int, ...]
    quality_gain: float
    speed_gain: float


@dataclass(frozen=True)
class Stories:
    """Who does what from when; agents by number, days by index."""

    promotion: tuple[int, int] | None
    early_closer: int
    invalid_marker: int
    invalid_from: int
    selective_surveyor: int
    rising_from: int
    trainings: tuple[Training, Training]
    movers: tuple[tuple[int, int, int], ...]
    joiners: tuple[tuple[int, int], ...]
    leavers: tuple[tuple[int, int], ...]
    stand_in: int
    """The agent who works but was never entered in `agents`."""


def first_teams(agents: int) -> Array:
    """Team of every agent on the first day: the teams' shares, by largest remainder."""
    if agents < MIN_AGENTS:
        raise ValueError(f"agents is {agents}; the demo's stories need at least {MIN_AGENTS}")
    shares = np.array([team.share for team in TEAMS], float)
    wanted = shares / shares.sum() * agents
    sizes = np.floor(wanted).astype(int)
    rest = np.argsort(sizes - wanted, kind="stable")[: agents - sizes.sum()]
    sizes[rest] += 1
    return np.repeat(np.arange(len(TEAMS)), sizes)


def choose_stories(window: Window, days: Days, teams: Array) -> Stories:
    """Give each story its agents, no agent two of them, and its days."""
    member = {team_id: np.flatnonzero(teams == i) for i, team_id in enumerate(TEAM_IDS)}
    last = window.days - 1

    def before_end(back: int, otherwise: float) -> int:
        """A day some time before the last one; a share of the window where that is too far."""
        return last - back if last - back > window.days // 4 else int(window.days * otherwise)

    leavers = [(int(member["tech_support"][-1]), before_end(60, 0.7))]
    if len(member[WEAK_TEAM]) > 5:
        leavers.append((int(member[WEAK_TEAM][4]), before_end(200, 0.5)))
    return Stories(
        promotion=last_promotion(days),
        early_closer=int(member[STRONG_TEAM][0]),
        invalid_marker=int(member["presales_b"][0]),
        invalid_from=before_end(120, 0.4),
        selective_surveyor=int(member[WEAK_TEAM][0]),
        rising_from=before_end(122, 0.5),
        trainings=(
            Training(
                "service_etiquette_workshop",
                "service_process",
                before_end(117, 0.5),
                WEAK_TEAM,
                tuple(int(a) for a in member[WEAK_TEAM][1::2]),
                quality_gain=1.0,
                speed_gain=0.8,
            ),
            Training(
                "fast_typing_course",
                "service_process",
                before_end(160, 0.4),
                STRONG_TEAM,
                tuple(int(a) for a in member[STRONG_TEAM][1::2]),
                quality_gain=0.0,
                speed_gain=1.0,
            ),
        ),
        movers=(
            (int(member["presales_b"][-1]), before_end(137, 0.3), TEAM[STRONG_TEAM]),
            (int(member[STRONG_TEAM][-1]), before_end(81, 0.6), TEAM[NIGHT_TEAM]),
        ),
        joiners=(
            (int(member[WEAK_TEAM][-1]), before_end(245, 0.25)),
            (int(member["presales_a"][-1]), before_end(110, 0.45)),
        ),
        leavers=tuple(leavers),
        stand_in=len(teams),
    )


def last_promotion(days: Days) -> tuple[int, int] | None:
    """First and last day of the latest promotion that the window holds."""
    inside = np.flatnonzero(days.is_promotion)
    if not len(inside):
        return None
    first = last = int(inside[-1])
    while first > 0 and days.is_promotion[first - 1]:
        first -= 1
    return first, last


def describe(stories: Stories, window: Window, ids: list[str]) -> dict[str, dict[str, Any]]:
    """The stories in the words of the delivered data, for tests and for the reader."""
    dates = [day.isoformat() for day in window.dates]
    worked, failed = stories.trainings
    told: dict[str, dict[str, Any]] = {
        "understaffed_night_shift": {
            "team_id": NIGHT_TEAM,
            "hours": f"{NIGHT_FROM:02}-{NIGHT_TO:02}",
            "indicators": ["first_response_time", "call_connect_rate", "service_level_20s"],
            "improvement_action": "IA-001",
        },
        "strong_team": {"team_id": STRONG_TEAM},
        "weak_team": {"team_id": WEAK_TEAM},
        "early_closer": {
            "agent_id": ids[stories.early_closer],
            "team_id": STRONG_TEAM,
            "repeat_share": EARLY_CLOSER_REPEATS,
            "ordinary_repeat_share": ORDINARY_REPEATS,
            "indicators": ["repeat_contact_rate_7d", "confirmed_resolution_rate"],
        },
        "invalid_marker": {
            "agent_id": ids[stories.invalid_marker],
            "from": dates[stories.invalid_from],
            "invalid_share": INVALID_MARKER_SHARE,
            "ordinary_invalid_share": ORDINARY_INVALID_SHARE,
        },
        "selective_surveyor": {
            "agent_id": ids[stories.selective_surveyor],
            "team_id": WEAK_TEAM,
            "survey_factor": SELECTIVE_SURVEY_FACTOR,
        },
        "rising_complaints": {
            "product_category": CATEGORY_NAMES[RISING_CATEGORY],
            "issue_key": f"{ISSUES[RISING_ISSUE].name}:{CATEGORY_NAMES[RISING_CATEGORY]}",
            "cause": "product",
            "from": dates[stories.rising_from],
        },
        "stand_in": {"agent_id": ids[stories.stand_in], "in_agents": False},
        "team_changes": {
            "moves": [
                {"agent_id": ids[a], "on": dates[day], "to": TEAM_IDS[team]}
                for a, day, team in stories.movers
            ],
            "joined": [{"agent_id": ids[a], "on": dates[day]} for a, day in stories.joiners],
            "left": [{"agent_id": ids[a], "on": dates[day]} for a, day in stories.leavers],
        },
    }
    for name, course in (("training_that_worked", worked), ("training_that_did_not", failed)):
        told[name] = {
            "course_id": course.course_id,
            "on": dates[course.day],
            "team_id": course.team,
            "attendees": [ids[a] for a in course.attendees],
        }
    if stories.promotion:
        first, last = stories.promotion
        told["promotion_queue"] = {"from": dates[first], "to": dates[last]}
    return told
