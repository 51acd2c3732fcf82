"""The agents: what each is like, which team they are in on which day, and when they work.

Differences between agents are drawn once and kept, so that a scorecard has something to find.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from orchestration.demo import columns
from orchestration.demo.centre import LANGUAGES, ROLE_OF_TEAM, ROLES, TEAM, TEAM_IDS, TEAMS
from orchestration.demo.columns import NONE, Frame
from orchestration.demo.seasons import Days
from orchestration.demo.stories import Stories
from orchestration.demo.window import DAY, HOUR, Array, Window, local_date

SHIFT_HOURS = 8
FAMILY_NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜"
GIVEN_NAMES = (
    "晨曦",
    "子墨",
    "雨桐",
    "浩然",
    "思远",
    "一诺",
    "欣怡",
    "俊杰",
    "诗涵",
    "宇航",
    "梦琪",
)


@dataclass(frozen=True)
class Staff:
    """Agents by number; the last one is the stand-in whom `agents` does not list."""

    ids: list[str]
    team: Array
    """Team by agent and day."""
    quality: Array
    """How well the agent serves by agent and day; 0 is ordinary, 1 is very good."""
    speed: Array
    """Duration factor by agent and day; below 1 is fast."""
    conversion: Array
    curiosity: Array
    """Share of presales conversations in which the agent asks back."""
    carelessness: Array
    """Factor on forbidden phrases, open fields, late reviews."""
    diligence: Array
    """Factor on contributions to the knowledge base."""
    pace: Array
    """Factor on the share of the shift that is spent at work."""
    speaks: Array
    hired: Array
    left: Array
    on_shift: Array
    """Whether the agent works, by agent, day and hour."""
    shifts: Frame

    @property
    def count(self) -> int:
        """Agents, the stand-in included."""
        return len(self.ids)

    def in_service(self, day: int) -> Array:
        """Numbers of the listed agents employed on a day."""
        listed = np.arange(self.count - 1)
        return listed[
            (self.hired[:-1] <= day) & ((self.left[:-1] == NONE) | (self.left[:-1] >= day))
        ]


def hire(
    window: Window, days: Days, teams: Array, stories: Stories, rng: np.random.Generator
) -> Staff:
    """Draw the agents' characters and plan every shift of the window."""
    n = len(teams) + 1
    first = np.append(teams, TEAM["aftersales_b"])
    team = np.repeat(first[:, None], window.days, axis=1)
    for agent, day, to in stories.movers:
        team[agent, day:] = to
    hired, left = np.full(n, NONE), np.full(n, NONE)
    for agent, day in stories.joiners:
        hired[agent] = day
    for agent, day in stories.leavers:
        left[agent] = day

    quality = np.clip(rng.normal(0, 0.58, n), -1.2, 1.25)[:, None] + np.array(
        [t.quality for t in TEAMS]
    ).take(team)
    speed = np.exp(rng.normal(0, 0.15, n))[:, None] * np.array([t.speed for t in TEAMS]).take(team)
    for agent, day in stories.joiners:
        green = np.exp(-(np.arange(window.days) - day) / 45)
        green[:day] = 0
        quality[agent] -= 0.7 * green
        speed[agent] *= 1 + 0.35 * green
    for course in stories.trainings:
        for agent in course.attendees:
            quality[agent, course.day + 1 :] += course.quality_gain
            speed[agent, course.day + 1 :] *= course.speed_gain
    speaks = np.zeros((n, len(LANGUAGES)), bool)
    speaks[:, 0] = True
    speaks[:, 1] = rng.random(n) < 0.6
    speaks[::6, 2] = True
    speaks[3::8, 3] = True
    shifts, on_shift = plan_shifts(window, days, team, hired, left, stories, rng)
    return Staff(
        ids=[f"A{i + 1:03d}" for i in range(n - 1)] + ["A900"],
        team=team,
        quality=quality,
        speed=speed,
        conversion=np.exp(rng.normal(0, 0.22, n) + 0.15 * quality[:, 0]),
        curiosity=np.clip(rng.normal(0.64, 0.14, n) + 0.06 * quality[:, 0], 0.2, 0.95),
        carelessness=np.exp(rng.normal(0, 0.35, n) - 0.55 * quality[:, 0]),
        diligence=np.exp(rng.normal(0, 0.3, n) + 0.2 * quality[:, 0]),
        pace=rng.normal(1.0, 0.07, n),
        speaks=speaks,
        hired=hired,
        left=left,
        on_shift=on_shift,
        shifts=shifts,
    )


def plan_shifts(
    window: Window,
    days: Days,
    team: Array,
    hired: Array,
    left: Array,
    stories: Stories,
    rng: np.random.Generator,
) -> tuple[Frame, Array]:
    """Five days a week, early or late by week; the night team in two halves across midnight."""
    n, length = team.shape
    day = np.arange(length)
    weekday = np.array([d.weekday() for d in window.dates])
    week = (day + window.first_day.weekday()) // 7
    agent = np.arange(n)[:, None]
    rest = (agent * 3) % 7
    works = ((weekday - rest) % 7 != 0) & ((weekday - rest) % 7 != 1)
    works &= rng.random((n, length)) > 0.05
    works &= ~days.is_holiday | (rng.random((n, length)) > 0.45)
    works[stories.stand_in] &= rng.random(length) < 0.16
    late = (agent + week) % 2 == 1
    starts = np.where(late, 12, 8)
    employed = (day >= hired[:, None]) & ((left[:, None] == NONE) | (day <= left[:, None]))
    works &= employed
    man_the_night(works, starts, (team == TEAM["night"]) & employed)
    who, when = np.nonzero(works)
    begin = starts[who, when]
    hours = np.zeros((n, (length + 1) * 24), bool)
    for hour in range(SHIFT_HOURS):
        hours[who, when * 24 + begin + hour] = True
    start = window.midnight(when) + begin * HOUR
    shifts = {"agent": who, "day": when, "start": start, "end": start + SHIFT_HOURS * HOUR}
    return shifts, hours[:, : length * 24].reshape(n, length, 24)


def man_the_night(works: Array, starts: Array, members: Array) -> None:
    """Cut each night in two halves and let nobody be alone in both: few, but never none.

    Who worked until four in the morning does not start again at midnight of the same night.
    """
    until_four: set[int] = set()
    for day in range(works.shape[1]):
        team = np.roll(np.flatnonzero(members[:, day]), day).tolist()
        on_duty = [agent for agent in team if works[agent, day]]
        spare = [agent for agent in team if not works[agent, day]]
        spare.sort(key=until_four.__contains__)
        on_duty += spare[: max(3 - len(on_duty), 0)]
        tied = [agent for agent in on_duty if agent in until_four]
        free = [agent for agent in on_duty if agent not in until_four]
        if not free:
            free = [agent for agent in spare if agent not in until_four][:1]
            on_duty += free
        evening = tied + free[: max((len(on_duty) + 1) // 2 - len(tied), 0)]
        works[on_duty, day] = True
        starts[on_duty, day] = 0
        starts[evening, day] = 20
        until_four = set(evening)


def agents_table(staff: Staff, window: Window) -> pa.Table:
    """One row per listed agent and team membership; the first one holds since ever."""
    rows: list[tuple[int, int, int]] = []
    for number in range(staff.count - 1):
        changes = np.flatnonzero(np.diff(staff.team[number])) + 1
        rows.append((number, int(staff.hired[number]), int(staff.team[number, 0])))
        rows.extend((number, int(day), int(staff.team[number, day])) for day in changes)
    agent, since, team = (np.array(part) for part in zip(*rows, strict=True))
    epoch_day = window.start // DAY + 1  # local midnight lies on the UTC day before
    assert local_date(window.start) == window.first_day
    hired_long_ago = epoch_day - 200 - (agent * 97) % 1900
    hired = np.where(staff.hired[agent] >= 0, epoch_day + staff.hired[agent], hired_long_ago)
    left = np.where(staff.left[agent] >= 0, epoch_day + staff.left[agent], NONE)
    leader = np.array([int(np.flatnonzero(staff.team[:-1, 0] == t)[0]) for t in range(len(TEAMS))])
    names = [
        FAMILY_NAMES[i * 7 % len(FAMILY_NAMES)] + GIVEN_NAMES[i * 3 % len(GIVEN_NAMES)]
        for i in range(staff.count)
    ]
    spoken = [
        "|".join(lang for lang, s in zip(LANGUAGES, r, strict=True) if s) for r in staff.speaks
    ]
    leaders = leader[team]
    return pa.table(
        {
            "agent_id": columns.texts(staff.ids, agent),
            "valid_from": columns.days(np.where(since >= 0, epoch_day + since, NONE)),
            "name": columns.texts(names, agent),
            "team_id": columns.texts(TEAM_IDS, team),
            "team_name": columns.texts([t.name for t in TEAMS], team),
            "role": columns.texts(ROLES, ROLE_OF_TEAM[team]),
            "supervisor_id": columns.texts(staff.ids, np.where(leaders == agent, NONE, leaders)),
            "languages": columns.texts(spoken, agent),
            "hired_on": columns.days(hired),
            "left_on": columns.days(left),
        }
    )
