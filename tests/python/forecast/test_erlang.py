"""Erlang C against published worked examples and tables, and against what must hold always."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.forecast.erlang import (
    mean_wait,
    required_agents,
    service_level,
    waiting_probability,
)


def test_call_centre_maths() -> None:
    """Mike Tanner, "The Erlang-C Formula" (Mitan, Call Centre Mathematics), worked step by step.

    360 calls in half an hour of 240 s each are 0.2 × 240 = 48 erlangs. With 55 agents: occupancy
    0.873, probability of waiting 0.239, average speed of answer 8.2 s. Of the rest,
    1 − 0.239 × e^(−7 × 15 ÷ 240) = 0.846 within 15 s.
    """
    load = 360 / 1800 * 240
    assert load == 48
    assert load / 55 == pytest.approx(0.873, abs=0.0005)
    assert waiting_probability(load, 55) == pytest.approx(0.239, abs=0.0005)
    assert mean_wait(load, 55, 240) == pytest.approx(8.2, abs=0.05)
    assert service_level(load, 55, 240, 15) == pytest.approx(0.846, abs=0.0005)


def test_made_simple() -> None:
    """Call Centre Helper, "Erlang C Formula – Made Simple With an Easy Worked Example".

    100 calls in 30 minutes of 180 s are 10 erlangs. 14 agents: 17.4 % wait, 88.8 % within 20 s,
    7.8 s on average, occupancy 71.4 %. It is the first number of agents over 80 % in 20 s.
    """
    load = 100 / 1800 * 180
    assert load == pytest.approx(10)
    assert waiting_probability(load, 14) == pytest.approx(0.174, abs=0.0005)
    assert service_level(load, 14, 180, 20) == pytest.approx(0.888, abs=0.0005)
    assert mean_wait(load, 14, 180) == pytest.approx(7.8, abs=0.05)
    found = required_agents(load, 180, answered_share=0.8, answer_seconds=20, max_occupancy=1.0)
    assert found == 14


@pytest.mark.parametrize(
    ("load", "agents", "published"),
    [
        # One server: everybody waits who finds it busy, so the probability is the load.
        (0.5, 1, 0.5),
        # Two servers (Gross & Harris, Fundamentals of Queueing Theory): 2ρ² ÷ (1 + ρ).
        (1.0, 2, 1 / 3),
        # Three servers and 2 erlangs: (8 ÷ 6 × 3) ÷ (1 + 2 + 2 + 4) = 4 ÷ 9, the textbooks' M/M/3.
        (2.0, 3, 4 / 9),
    ],
)
def test_small_systems(load: float, agents: int, published: float) -> None:
    assert waiting_probability(load, agents) == pytest.approx(published, abs=1e-12)


def test_too_few_agents_never_answer_in_time() -> None:
    assert waiting_probability(10, 10) == 1
    assert service_level(10, 10, 180, 20) == 0
    assert math.isinf(mean_wait(10, 10, 180))


def test_no_load_needs_nobody() -> None:
    found = required_agents(0, 180, answered_share=0.8, answer_seconds=20, max_occupancy=0.8)
    assert found == 0
    assert service_level(0, 0, 180, 20) == 1


def test_occupancy_may_ask_for_more_than_the_service_level() -> None:
    """100 erlangs: 107 agents answer 80 % of calls of 180 s in 20 s; 80 % occupancy needs 125."""
    goal = {"answered_share": 0.8, "answer_seconds": 20}
    free = required_agents(100, 180, max_occupancy=1.0, **goal)
    assert free < 125
    assert service_level(100, free, 180, 20) >= 0.8 > service_level(100, free - 1, 180, 20)
    assert required_agents(100, 180, max_occupancy=0.8, **goal) == 125


@given(
    load=st.floats(0.001, 300),
    work_seconds=st.floats(1, 5000),
    share=st.floats(0.5, 0.99),
)
def test_fewest_agents_that_do(load: float, work_seconds: float, share: float) -> None:
    goal = {"answered_share": share, "answer_seconds": 20.0, "max_occupancy": 0.8}
    found = required_agents(load, work_seconds, **goal)
    assert service_level(load, found, work_seconds, 20) >= share
    assert load / found <= 0.8 + 1e-6
    fewer = found - 1
    is_enough = service_level(load, fewer, work_seconds, 20) >= share and load <= 0.8 * fewer - 1e-6
    assert not is_enough
