"""Erlang C: how many agents answer a given share of the contacts within a given time.

The model of A. K. Erlang (1917): contacts arrive at random, wait in one queue and never give up,
and the time that each takes is exponential. It asks for a little too many agents where customers
hang up, which is the safe side.
"""

from __future__ import annotations

import math


def waiting_probability(load: float, agents: int) -> float:
    """The share of contacts that must wait (0 to 1).

    ``load`` is in erlangs: arrivals per second times seconds of work each. With no more agents than
    erlangs the queue grows for ever, and everybody waits.
    """
    if load <= 0:
        return 0.0
    if agents <= load:
        return 1.0
    # Erlang B by its recursion: factorials of hundreds of agents overflow.
    blocked = 1.0
    for servers in range(1, agents + 1):
        blocked = load * blocked / (servers + load * blocked)
    return blocked / (1 - load / agents * (1 - blocked))


def service_level(load: float, agents: int, work_seconds: float, answer_seconds: float) -> float:
    """The share of contacts answered within ``answer_seconds`` (0 to 1)."""
    if load <= 0:
        return 1.0
    if agents <= load:
        return 0.0
    waiting = waiting_probability(load, agents)
    return 1 - waiting * math.exp(-(agents - load) * answer_seconds / work_seconds)


def mean_wait(load: float, agents: int, work_seconds: float) -> float:
    """The average speed of answer in seconds, over all contacts; infinite where the queue grows."""
    if load <= 0:
        return 0.0
    if agents <= load:
        return math.inf
    return waiting_probability(load, agents) * work_seconds / (agents - load)


def required_agents(
    load: float,
    work_seconds: float,
    *,
    answered_share: float,
    answer_seconds: float,
    max_occupancy: float,
) -> int:
    """The fewest agents that reach the service level and are occupied no more than allowed.

    Shares are 0 to 1. No load needs nobody.
    """
    if load <= 0:
        return 0
    agents = math.ceil(load / max_occupancy - 1e-9)
    while (
        agents <= load or service_level(load, agents, work_seconds, answer_seconds) < answered_share
    ):
        agents += 1
    return agents
