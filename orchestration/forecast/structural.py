"""The forecast of one daily series: a level that drifts, a weekly pattern, and the calendar.

statsmodels' unobserved components (a structural time series, Harvey 1989) does all three in one
model, gives intervals that know how sure each part is, and needs two variances to be estimated:
a tenth of a second for a year of days. Holidays and seasons are regressors, because next month's
promotion is in the calendar, and last month's must not be taken for a higher level.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.float64]]

WEEK = 7
# The normal quantile of a 95 % interval.
WIDTH = 1.959963984540054
# Enough for two variances; more only polishes digits that are rounded away.
MOST_ITERATIONS = 60


class NoFitError(RuntimeError):
    """The library found no model for a series."""


@dataclass(frozen=True)
class Prediction:
    """Means and 95 % interval of the days ahead; nothing is ever below zero."""

    mean: Numbers
    low: Numbers
    high: Numbers


def estimate_variances(history: Numbers, calendar: Numbers) -> Numbers:
    """The two variances that suit the history best: of the noise and of the level's drift."""
    import numpy as np

    try:
        fitted = _model(history, calendar).fit(disp=0, maxiter=MOST_ITERATIONS)
    except np.linalg.LinAlgError as error:
        raise NoFitError(str(error)) from error
    variances = np.asarray(fitted.params, dtype=np.float64)
    if not np.all(np.isfinite(variances)):
        raise NoFitError("the variances are not finite")
    return variances


def predict(history: Numbers, calendar: Numbers, ahead: Numbers, variances: Numbers) -> Prediction:
    """The days after ``history``, one per row of ``ahead`` (their calendar)."""
    import numpy as np

    seen = calendar.any(axis=0)
    filtered = _model(history, calendar).filter(variances)
    coming = ahead[:, seen] if seen.any() else None
    forecast = filtered.get_forecast(len(ahead), exog=coming)
    mean = np.asarray(forecast.predicted_mean, dtype=np.float64)
    spread = WIDTH * np.asarray(forecast.se_mean, dtype=np.float64)
    if not (np.all(np.isfinite(mean)) and np.all(np.isfinite(spread))):
        raise NoFitError("the forecast is not finite")
    return Prediction(
        mean=np.maximum(mean, 0),
        low=np.maximum(mean - spread, 0),
        high=np.maximum(mean + spread, 0),
    )


def _model(history: Numbers, calendar: Numbers) -> Any:
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    # What never happened yet has no known effect: such days are taken for ordinary ones.
    seen = calendar.any(axis=0)
    return UnobservedComponents(
        history,
        level="local level",
        seasonal=WEEK,
        stochastic_seasonal=False,
        exog=calendar[:, seen] if seen.any() else None,
        # In the state instead of estimated: what a promotion adds is learned day by day.
        mle_regression=False,
    )
