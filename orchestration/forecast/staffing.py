"""From the contacts of a day to the agents that they need, hour by hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orchestration.forecast.erlang import required_agents, service_level

SECONDS_OF_AN_HOUR = 3600


@dataclass(frozen=True)
class ServiceGoal:
    """What the staff must reach; shares are 0 to 1."""

    answered_share: float
    answer_seconds: float
    max_occupancy: float


@dataclass(frozen=True)
class Staffing:
    """The busiest hour of a day, and the hours of all agents over the day."""

    busiest_hour: int
    busiest_hour_contacts: float
    agents: int
    agent_hours: int
    answered_share: float
    occupancy: float


def staff_a_day(
    contacts: float, hour_shares: Mapping[int, float], work_seconds: float, goal: ServiceGoal
) -> Staffing | None:
    """Erlang C for each hour; None where no hour has any share of the contacts.

    ``hour_shares`` maps hours of the day to their share of the day's contacts; ``work_seconds`` is
    what a contact takes an agent.
    """
    arrivals = {hour: contacts * share for hour, share in sorted(hour_shares.items()) if share > 0}
    if not arrivals:
        return None

    def load(hour: int) -> float:
        return arrivals[hour] * work_seconds / SECONDS_OF_AN_HOUR

    agents = {
        hour: required_agents(
            load(hour),
            work_seconds,
            answered_share=goal.answered_share,
            answer_seconds=goal.answer_seconds,
            max_occupancy=goal.max_occupancy,
        )
        for hour in arrivals
    }
    busiest = max(arrivals, key=lambda hour: (arrivals[hour], -hour))
    return Staffing(
        busiest_hour=busiest,
        busiest_hour_contacts=arrivals[busiest],
        agents=agents[busiest],
        agent_hours=sum(agents.values()),
        answered_share=service_level(
            load(busiest), agents[busiest], work_seconds, goal.answer_seconds
        ),
        occupancy=load(busiest) / agents[busiest] if agents[busiest] else 0.0,
    )
