"""The forecast of a channel: what it finds in made-up histories, and when it gives none."""

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from orchestration.forecast.contacts import (
    NO_FIT,
    NO_WORKING_TIME,
    OK,
    TOO_FEW_CONTACTS,
    TOO_SHORT_HISTORY,
    Channel,
    Day,
    Plan,
    Row,
    forecast_channel,
)
from orchestration.forecast.staffing import staff_a_day

PLAN = Plan(
    forecast_days=28,
    forecast_min_days=56,
    forecast_min_daily_contacts=1,
    forecast_backtest_folds=4,
    staffing_service_level=0.8,
    staffing_answer_seconds=20,
    staffing_max_occupancy=0.8,
)
AS_OF = date(2025, 6, 30)
NO_PROMOTION: frozenset[date] = frozenset()


def calendar(first: date, days: int, promotion: frozenset[date]) -> list[Day]:
    found = []
    for number in range(days):
        day = first + timedelta(number)
        season = "promotion" if day in promotion else "normal"
        found.append(Day(day, day.isoweekday(), season, is_holiday=False))
    return found


def forecast(
    days: int,
    contacts: Callable[[Day], float],
    *,
    promotion: frozenset[date] = NO_PROMOTION,
    work_seconds: float | None = 300.0,
) -> list[Row]:
    """A history of so many days up to the day before the as-of date."""
    history = calendar(AS_OF - timedelta(days), days, promotion)
    channel = Channel(
        name="phone",
        history=history,
        contacts=[round(contacts(day)) for day in history],
        hour_shares={(False, 9): 0.25, (False, 10): 0.75, (True, 12): 1.0},
        work_seconds=work_seconds,
    )
    ahead = calendar(AS_OF, PLAN.forecast_days + 1, promotion)
    return forecast_channel(channel, ahead, AS_OF + timedelta(1), PLAN)


def busy_weekdays(day: Day) -> float:
    """100 on working days, 40 at weekends, with noise that is the same in every run."""
    noise = random.Random(day.date_day.toordinal()).gauss(0, 6)
    return (100 if day.weekday <= 5 else 40) + noise


def test_weekly_pattern_is_found_and_beats_last_week() -> None:
    rows = forecast(300, busy_weekdays)
    assert [row.date_day for row in rows] == [AS_OF + timedelta(n) for n in range(1, 29)]
    assert {row.status for row in rows} == {OK}
    for row in rows:
        expected = 100 if row.date_day.isoweekday() <= 5 else 40
        assert row.contacts == pytest.approx(expected, abs=5)
        assert row.contacts_low < expected < row.contacts_high
        assert row.backtest_days == 112
        assert row.mase < 0.85
        assert row.mase < row.naive_mase
        assert 85 <= row.interval_coverage <= 100


def test_promotion_ahead_is_expected_from_the_last_one() -> None:
    last = frozenset(date(2025, 3, 3) + timedelta(n) for n in range(7))
    ahead = frozenset(date(2025, 7, 14) + timedelta(n) for n in range(7))
    rows = forecast(
        300,
        lambda day: busy_weekdays(day) + (80 if day.season == "promotion" else 0),
        promotion=last | ahead,
    )
    for row in rows:
        usual = 100 if row.date_day.isoweekday() <= 5 else 40
        added = 80 if row.date_day in ahead else 0
        assert row.contacts == pytest.approx(usual + added, abs=12)


def test_season_without_a_past_is_taken_for_normal() -> None:
    ahead = frozenset(date(2025, 7, 14) + timedelta(n) for n in range(7))
    assert forecast(200, busy_weekdays, promotion=ahead)[15].contacts == pytest.approx(100, abs=6)


def test_short_history_is_forecast_but_not_tried() -> None:
    row = forecast(60, busy_weekdays)[0]
    assert row.status == OK
    assert (row.backtest_days, row.mase, row.interval_coverage) == (0, None, None)


@pytest.mark.parametrize(
    ("days", "contacts", "status"),
    [
        (55, 100.0, TOO_SHORT_HISTORY),
        (1, 100.0, TOO_SHORT_HISTORY),
        (100, 0.0, TOO_FEW_CONTACTS),
    ],
)
def test_no_forecast_says_why(days: int, contacts: float, status: str) -> None:
    rows = forecast(days, lambda day: contacts)
    assert len(rows) == 28
    assert {row.status for row in rows} == {status}
    assert {row.contacts for row in rows} == {None}
    assert {row.required_staff for row in rows} == {None}
    assert {row.history_days for row in rows} == {days}


def test_channel_that_has_died_is_not_forecast() -> None:
    rows = forecast(300, lambda day: 100 if day.date_day < date(2025, 4, 1) else 0)
    assert {row.status for row in rows} == {TOO_FEW_CONTACTS}


def test_no_variation_at_all_is_no_ground_for_a_model() -> None:
    """The library finds no variance above zero and no interval: a status, not an error."""
    rows = forecast(200, lambda day: 50)
    assert {row.status for row in rows} == {NO_FIT}
    assert {row.contacts for row in rows} == {None}


def test_library_that_gives_up_is_a_status(monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy as np
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    def give_up(*_: object, **__: object) -> None:
        raise np.linalg.LinAlgError("singular")

    monkeypatch.setattr(UnobservedComponents, "fit", give_up)
    assert {row.status for row in forecast(200, busy_weekdays)} == {NO_FIT}


def test_staff_of_an_hour_by_hand() -> None:
    """30 of 40 contacts come at 10 h and take 400 s each: 30 × 400 ÷ 3600 = 3.33 erlangs.

    Erlang C of 5 agents: 3.33⁵ ÷ 120 × 5 ÷ (5 − 3.33) = 10.288, and 10.288 ÷ (10.288 + 1 + 3.333
    + 5.556 + 6.173 + 5.144) = 0.3267; 1 − 0.3267 × e^(−1.667 × 20 ÷ 400) = 0.699 in time: too few.
    Of 6: 3.33⁶ ÷ 720 × 6 ÷ 2.67 = 4.287, ÷ (4.287 + 21.206 + 3.429) = 0.1482, and
    1 − 0.1482 × e^(−2.667 × 20 ÷ 400) = 0.870. Occupied 3.33 ÷ 6 = 55.6 %.
    At 9 h 10 contacts are 1.11 erlangs. Two agents: ρ = 0.556, 2ρ² ÷ (1 + ρ) = 0.397, and
    1 − 0.397 × e^(−0.889 ÷ 20) = 0.620; three: 0.117, and 1 − 0.117 × e^(−1.889 ÷ 20) = 0.89.
    """
    found = staff_a_day(40, {9: 0.25, 10: 0.75}, 400, PLAN.goal())
    assert found is not None
    assert (found.busiest_hour, found.busiest_hour_contacts, found.agents) == (10, 30, 6)
    assert found.agent_hours == 6 + 3
    assert found.answered_share == pytest.approx(0.870, abs=0.0005)
    assert found.occupancy == pytest.approx(0.556, abs=0.0005)
    assert staff_a_day(40, {}, 400, PLAN.goal()) is None


def test_staff_follows_the_kind_of_day() -> None:
    for row in forecast(300, busy_weekdays):
        is_weekend = row.date_day.isoweekday() >= 6
        assert row.busiest_hour == (12 if is_weekend else 10)
        share = 1.0 if is_weekend else 0.75
        assert row.busiest_hour_contacts == pytest.approx(row.contacts * share, abs=0.001)
        assert row.service_level >= 80
        assert row.occupancy <= 80


def test_unknown_working_time_gives_a_forecast_without_staff() -> None:
    row = forecast(300, busy_weekdays, work_seconds=None)[0]
    assert row.contacts is not None
    assert (row.staffing_status, row.required_staff) == (NO_WORKING_TIME, None)


def test_channel_without_weekends_is_spread_like_working_days() -> None:
    history = calendar(AS_OF - timedelta(200), 200, NO_PROMOTION)
    contacts = [round(busy_weekdays(day)) for day in history]
    channel = Channel("mail", history, contacts, {(False, 9): 1.0}, 60.0)
    rows = forecast_channel(channel, calendar(AS_OF, 29, NO_PROMOTION), AS_OF, PLAN)
    assert {row.busiest_hour for row in rows} == {9}


def test_same_history_gives_the_same_rows() -> None:
    assert forecast(300, busy_weekdays) == forecast(300, busy_weekdays)


def test_plan_names_the_parameter_that_is_missing() -> None:
    with pytest.raises(KeyError, match="forecast_days"):
        Plan.of({})
