"""The table behind `marts.contact_forecast`: every channel, each of the days ahead."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from orchestration.forecast.staffing import ServiceGoal, Staffing, staff_a_day

if TYPE_CHECKING:
    from orchestration.forecast.backtest import Backtest

OK = "ok"
TOO_SHORT_HISTORY = "too_short_history"
TOO_FEW_CONTACTS = "too_few_contacts"
NO_FIT = "no_fit"
NO_FORECAST = "no_forecast"
NO_WORKING_TIME = "no_working_time"

SATURDAY = 6
# Far finer than any forecast is true, and coarser than what the order of additions can change.
DECIMALS = 4


@dataclass(frozen=True)
class Plan:
    """The numbers of the seed insight_parameters that a forecast goes by."""

    forecast_days: int
    forecast_min_days: int
    forecast_min_daily_contacts: float
    forecast_backtest_folds: int
    staffing_service_level: float
    staffing_answer_seconds: float
    staffing_max_occupancy: float

    @classmethod
    def of(cls, parameters: Mapping[str, float]) -> Plan:
        """Pick them from the seed's rows; its tests know that all of them are there."""
        return cls(
            forecast_days=int(parameters["forecast_days"]),
            forecast_min_days=int(parameters["forecast_min_days"]),
            forecast_min_daily_contacts=parameters["forecast_min_daily_contacts"],
            forecast_backtest_folds=int(parameters["forecast_backtest_folds"]),
            staffing_service_level=parameters["staffing_service_level"],
            staffing_answer_seconds=parameters["staffing_answer_seconds"],
            staffing_max_occupancy=parameters["staffing_max_occupancy"],
        )

    def goal(self) -> ServiceGoal:
        return ServiceGoal(
            answered_share=self.staffing_service_level,
            answer_seconds=self.staffing_answer_seconds,
            max_occupancy=self.staffing_max_occupancy,
        )


@dataclass(frozen=True)
class Day:
    """A day of the calendar: what was or will be special about it."""

    date_day: date
    weekday: int
    season: str
    is_holiday: bool


@dataclass(frozen=True)
class Channel:
    """What is known of a channel before the first day that is forecast.

    ``contacts`` holds one number per day, the last one for the day before ``days_ahead`` begin.
    ``hour_shares`` maps (is_weekend, hour) to a share of the day; ``work_seconds`` is None where
    nobody knows how long its contacts take.
    """

    name: str
    history: Sequence[Day]
    contacts: Sequence[int]
    hour_shares: Mapping[tuple[bool, int], float]
    work_seconds: float | None


@dataclass(frozen=True)
class Row:
    """One row of the table; figures are None where the status is not `ok`."""

    channel: str
    date_day: date
    status: str
    history_days: int
    contacts: float | None = None
    contacts_low: float | None = None
    contacts_high: float | None = None
    backtest_days: int = 0
    mase: float | None = None
    naive_mase: float | None = None
    interval_coverage: float | None = None
    staffing_status: str = NO_FORECAST
    work_seconds: float | None = None
    busiest_hour: int | None = None
    busiest_hour_contacts: float | None = None
    required_staff: int | None = None
    required_staff_hours: int | None = None
    service_level: float | None = None
    occupancy: float | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def forecast_channel(
    channel: Channel, days_ahead: Sequence[Day], first_wanted: date, plan: Plan
) -> list[Row]:
    """One row per day of ``days_ahead`` from ``first_wanted`` on.

    ``days_ahead`` begins with the day after the history ends: a day that still runs is neither
    history nor wanted.
    """
    wanted = [day for day in days_ahead if day.date_day >= first_wanted]
    status = why_not(channel.contacts, plan)
    if status == OK:
        from orchestration.forecast.structural import NoFitError

        try:
            return _fitted_rows(channel, days_ahead, first_wanted, plan)
        except NoFitError:
            status = NO_FIT
    return [Row(channel.name, day.date_day, status, len(channel.contacts)) for day in wanted]


def why_not(contacts: Sequence[int], plan: Plan) -> str:
    """`ok`, or why these days are no ground for a forecast."""
    if len(contacts) < plan.forecast_min_days:
        return TOO_SHORT_HISTORY
    recent = contacts[-plan.forecast_min_days :]
    if sum(recent) < plan.forecast_min_daily_contacts * len(recent):
        return TOO_FEW_CONTACTS
    return OK


def _fitted_rows(
    channel: Channel, days_ahead: Sequence[Day], first_wanted: date, plan: Plan
) -> list[Row]:
    import numpy as np

    from orchestration.forecast.backtest import backtest
    from orchestration.forecast.structural import estimate_variances, predict

    kinds = sorted({day.season for day in channel.history} - {"normal"})
    history = np.asarray(channel.contacts, dtype=np.float64)
    calendar = _effects(channel.history, kinds)
    with warnings.catch_warnings():
        # An optimiser that stops a little early says so; the backtest shows what it is worth.
        warnings.simplefilter("ignore")
        tried = backtest(
            history,
            calendar,
            horizon=plan.forecast_days,
            folds=plan.forecast_backtest_folds,
            least_days=plan.forecast_min_days,
        )
        found = predict(
            history,
            calendar,
            _effects(days_ahead, kinds),
            estimate_variances(history, calendar),
        )
    rows = []
    for position, day in enumerate(days_ahead):
        if day.date_day < first_wanted:
            continue
        contacts = round(float(found.mean[position]), DECIMALS)
        rows.append(
            Row(
                channel=channel.name,
                date_day=day.date_day,
                status=OK,
                history_days=len(history),
                contacts=contacts,
                contacts_low=round(float(found.low[position]), DECIMALS),
                contacts_high=round(float(found.high[position]), DECIMALS),
                **_quality(tried),
                **_staffing(channel, day, contacts, plan.goal()),
            )
        )
    return rows


def _effects(days: Sequence[Day], seasons: Sequence[str]) -> Any:
    """One row per day: is it a holiday, and of which season that is not normal."""
    import numpy as np

    return np.array(
        [[day.is_holiday, *(day.season == season for season in seasons)] for day in days],
        dtype=np.float64,
    )


def _quality(tried: Backtest | None) -> dict[str, Any]:
    if tried is None:
        return {}
    return {
        "backtest_days": tried.days,
        "mase": round(tried.mase, DECIMALS),
        "naive_mase": round(tried.naive_mase, DECIMALS),
        "interval_coverage": round(100 * tried.coverage, DECIMALS),
    }


def _staffing(channel: Channel, day: Day, contacts: float, goal: ServiceGoal) -> dict[str, Any]:
    if channel.work_seconds is None or channel.work_seconds <= 0:
        return {"staffing_status": NO_WORKING_TIME}
    staffing = _staffing_of_day(channel, day, contacts, channel.work_seconds, goal)
    if staffing is None:
        return {"staffing_status": NO_WORKING_TIME}
    return {
        "staffing_status": OK,
        "work_seconds": channel.work_seconds,
        "busiest_hour": staffing.busiest_hour,
        "busiest_hour_contacts": round(staffing.busiest_hour_contacts, DECIMALS),
        "required_staff": staffing.agents,
        "required_staff_hours": staffing.agent_hours,
        "service_level": round(100 * staffing.answered_share, DECIMALS),
        "occupancy": round(100 * staffing.occupancy, DECIMALS),
    }


def _staffing_of_day(
    channel: Channel, day: Day, contacts: float, work_seconds: float, goal: ServiceGoal
) -> Staffing | None:
    is_weekend = day.weekday >= SATURDAY
    # A channel that had no weekend yet is spread like its working days.
    for kind in (is_weekend, not is_weekend):
        shares = {
            hour: share for (weekend, hour), share in channel.hour_shares.items() if weekend is kind
        }
        staffing = staff_a_day(contacts, shares, work_seconds, goal)
        if staffing is not None:
            return staffing
    return None
