"""How well the forecast would have done: four weeks at a time, from what was known before them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orchestration.forecast.structural import WEEK, estimate_variances, predict

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Backtest:
    """Errors are scaled by the mean error of "as a week ago" on the days before (MASE).

    Hyndman & Koehler (2006): below 1 is better than repeating last week one day ahead. The same
    figure for the seasonal naive forecast over the same days and horizon stands beside it.
    """

    days: int
    mase: float
    naive_mase: float
    coverage: float


def backtest(
    history: Numbers, calendar: Numbers, *, horizon: int, folds: int, least_days: int
) -> Backtest | None:
    """Forecast the last ``folds`` horizons, each from the days before it.

    Fewer folds where the history is short; None where it has no day to spare, or where every week
    was like the one before, so that there is no error to scale by.
    """
    import numpy as np

    possible = min(folds, (len(history) - least_days) // horizon)
    if possible < 1:
        return None
    first = len(history) - possible * horizon
    known = history[:first]
    scale = float(np.mean(np.abs(known[WEEK:] - known[:-WEEK])))
    if scale == 0:
        return None
    # Estimated once, before the first day that is forecast; the level is brought up to date.
    variances = estimate_variances(known, calendar[:first])
    errors, naive_errors, covered = [], [], []
    for start in range(first, len(history), horizon):
        actual = history[start : start + horizon]
        coming = calendar[start : start + horizon]
        found = predict(history[:start], calendar[:start], coming, variances)
        naive = np.resize(history[start - WEEK : start], horizon)
        errors.append(np.abs(found.mean - actual))
        naive_errors.append(np.abs(naive - actual))
        covered.append((actual >= found.low) & (actual <= found.high))
    return Backtest(
        days=possible * horizon,
        mase=float(np.mean(errors)) / scale,
        naive_mase=float(np.mean(naive_errors)) / scale,
        coverage=float(np.mean(covered)),
    )
