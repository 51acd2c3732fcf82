"""Thresholds by stratum, peak day and VIP, worked by hand."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from .business_time import Calendar
from .delivery import SHANGHAI
from .model import Strata
from .thresholds import Thresholds
from .world import Settings

HEADER = "indicator,channel,contact_type,customer_segment,season,precedence,target,baseline"
ROWS = """
first_response_time,,ticket,,,,5400,7200
first_response_time,,conversation,,,,15,20
first_response_time,,conversation,,promotion,,10,15
first_response_time,social,conversation,,,3,900,1200
average_response_time,,,,,,28,30
average_response_time,,,vip,,,20,25
resolution_time,,,,,,10800,14400
"""
PLAIN, HOLIDAY, PROMOTION = date(2025, 3, 5), date(2025, 5, 1), date(2025, 6, 18)


@pytest.fixture
def thresholds(tmp_path: Path) -> Thresholds:
    """The rows above, with one holiday and one promotion day."""
    (tmp_path / "scoring").mkdir()
    (tmp_path / "scoring" / "indicator_targets.csv").write_text(HEADER + ROWS)
    calendar = Calendar(SHANGHAI, holidays={HOLIDAY}, seasons={PROMOTION: "promotion"})
    return Thresholds(Settings(tmp_path), calendar)


CHAT = Strata("conversation", "app")
SOCIAL = Strata("conversation", "social")
TICKET = Strata("ticket", "web", customer_segment="vip")


@pytest.mark.parametrize(
    ("indicator", "strata", "day", "target", "baseline"),
    [
        ("first_response_time", CHAT, PLAIN, "15", "20"),
        ("first_response_time", CHAT, HOLIDAY, "18.75", "25"),  # × 1.25
        ("first_response_time", CHAT, PROMOTION, "10", "15"),  # names the season: no relaxation
        ("first_response_time", SOCIAL, PROMOTION, "1125", "1500"),  # × 1.25, names no season
        ("first_response_time", TICKET, PLAIN, "2700", "3600"),  # × 0.5
        ("first_response_time", TICKET, HOLIDAY, "3375", "4500"),  # × 0.5 × 1.25
        ("average_response_time", TICKET, HOLIDAY, "25", "31.25"),  # row names vip: × 1.25 only
        ("resolution_time", TICKET, PLAIN, "10800", "14400"),  # VIPs tighten responses only
    ],
)
def test_final_thresholds(
    thresholds: Thresholds,
    indicator: str,
    strata: Strata,
    day: date,
    target: str,
    baseline: str,
) -> None:
    """The row of the highest precedence, times what applies."""
    found = thresholds.final(indicator, strata, None, day)
    assert found is not None
    assert (found.target, found.baseline) == (Fraction(target), Fraction(baseline))


def test_busy_days() -> None:
    """4 contacts against a median of (1, 0, 2) = 1 is busy; 3 against (2, 2) is not."""
    first = date(2025, 3, 3)
    week = timedelta(days=7)
    busy = Calendar(SHANGHAI)
    busy.learn_busy_days({first: 2, first + 2 * week: 1, first + 3 * week: 4})
    assert busy.busy == {first + 3 * week}
    calm = Calendar(SHANGHAI)
    calm.learn_busy_days({first: 2, first + week: 2, first + 2 * week: 3})
    assert calm.busy == set()
    assert busy.local_date(datetime(2025, 3, 2, 16, tzinfo=UTC)) == first
