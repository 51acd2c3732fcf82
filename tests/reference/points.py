"""From a value and its threshold to points: bands, edges, ranges and the linear method."""

from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from .catalogue import CATALOGUE
from .model import Threshold

TOLERANCE = Fraction(1, 10**9)
BAND_POINTS = (100, 80, 60, 40, 20)


class Ladder(NamedTuple):
    """Distances to the bad side: the edges of the four best bands, and one step."""

    edges: tuple[Fraction, Fraction, Fraction, Fraction]
    step: Fraction
    sign: int  # 1 where more is worse


def natural_limit(indicator: str) -> Fraction | None:
    """The best value there can be, None where there is none."""
    unit, direction = CATALOGUE[indicator].unit, CATALOGUE[indicator].direction
    if indicator == "cost_per_contact":
        return None  # scored on its change, which has no limit
    if direction == "lower":
        return Fraction(0)
    if unit == "1-5":
        return Fraction(5)
    return Fraction(100) if unit in {"%", "nps"} else None


def ladder(indicator: str, threshold: Threshold) -> Ladder | None:
    """The four edges of a threshold, explicit ones first."""
    target, baseline = threshold.target, threshold.baseline
    if target is None or baseline is None:
        return None
    sign = 1 if CATALOGUE[indicator].direction == "lower" else -1
    step = abs(target - baseline)
    excellent = target - sign * step
    limit = natural_limit(indicator)
    if limit is not None and sign * excellent <= sign * limit:
        excellent = (target + limit) / 2
    natural = (excellent, target, baseline, baseline + 2 * sign * step)
    edges = [e if e is not None else n for e, n in zip(threshold.edges, natural, strict=True)]
    return Ladder((edges[0], edges[1], edges[2], edges[3]), step, sign)


def band_points(value: Fraction, steps: Ladder) -> Fraction:
    """The points of the best band whose edge the value reaches."""
    for edge, points in zip(steps.edges, BAND_POINTS, strict=False):
        if steps.sign * (value - edge) <= TOLERANCE:
            return Fraction(points)
    return Fraction(BAND_POINTS[-1])


def linear_points(value: Fraction, steps: Ladder) -> Fraction:
    """Points that run straight from edge to edge, flat beyond the ends."""
    last = steps.edges[3] + steps.sign * steps.step
    places = [steps.sign * edge for edge in (*steps.edges, last)]
    at = steps.sign * value
    if at <= places[0]:
        return Fraction(100)
    for (left, right), high in zip(pairwise(places), BAND_POINTS, strict=False):
        if at <= right:
            return Fraction(high) - 20 * (at - left) / (right - left)
    return Fraction(20)


def range_ladder(low: Fraction, high: Fraction) -> Ladder:
    """A range as a ladder of distances from its nearest edge."""
    step = (high - low) / 4
    return Ladder((Fraction(0), step, 2 * step, 4 * step), step, 1)


def points(indicator: str, value: Fraction, threshold: Threshold, method: str) -> Fraction | None:
    """The points of a value, None where the threshold says nothing."""
    steps: Ladder | None
    if threshold.range_low is not None and threshold.range_high is not None:
        low, high = threshold.range_low, threshold.range_high
        steps = range_ladder(low, high)
        value = max(low - value, value - high, Fraction(0))
    else:
        steps = ladder(indicator, threshold)
    if steps is None:
        return None
    return linear_points(value, steps) if method == "linear" else band_points(value, steps)
