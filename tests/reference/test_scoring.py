"""Points, weights, cards and the comparison against cases worked by hand."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from .business_time import last_day, previous_period, year_before
from .catalogue import CATALOGUE
from .compare_cards import compare_lines, compare_scorecards
from .compare_values import (
    attainment,
    compare_indicator_values,
    value_of,
)
from .computation import Reference, compute
from .model import Threshold
from .points import points
from .schemes import Scheme, Weight, period_season
from .small_landing import Size, generate, write_seeds
from .world import Settings

TARGETS = """indicator,contact_type,customer_segment,season,precedence,target,baseline,\
range_low,range_high
first_response_time,ticket,,,,5400,7200,,
first_response_time,conversation,,,,15,20,,
first_response_time,call,,,,10,15,,
classification_accuracy,,,,,90,85,,
csat_score,,,,,4.5,4.0,,
csat_rate,,,,,90,85,,
first_contact_resolution_rate,,,,,85,80,,
occupancy_rate,,,,,,,60,80
"""
SCHEMES = """scheme,role,contact_type,entity_levels,method
plain,,,agent|team|company,bands
helpers,aftersales,,agent|team,linear
callers,,call,agent|team|company,
"""
WEIGHTS = """scheme,indicator,weight,min_sample
plain,first_response_time,40,
plain,csat_score,30,
plain,classification_accuracy,30,1
helpers,occupancy_rate,50,
helpers,csat_rate,50,
callers,call_connect_rate,100,
"""
GRADES = "grade,min_total\nexcellent,90\ngood,80\nqualified,70\nto improve,60\nfailing,0\n"


def scored(indicator: str, value: str, target: str, baseline: str, method: str = "bands") -> int:
    """The points of a value."""
    found = points(
        indicator, Fraction(value), Threshold(Fraction(target), Fraction(baseline)), method
    )
    assert found is not None
    return int(found)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("1", 100),
        ("1.001", 80),
        ("1.5", 80),
        ("2", 60),
        ("2.001", 40),
        ("3", 40),
        ("3.001", 20),
    ],
)
def test_first_response_gives_the_table_of_source_004(hours: str, expected: int) -> None:
    """≤ 1 h, ≤ 1.5 h, ≤ 2 h, ≤ 3 h, more."""
    seconds = str(Fraction(hours) * 3600)
    assert scored("first_response_time", seconds, "5400", "7200") == expected


@pytest.mark.parametrize(
    ("indicator", "target", "baseline", "edge", "short"),
    [
        ("csat_rate", "95", "90", "97.5", "97.4"),  # 95 + 5 reaches 100: halfway
        ("csat_rate", "98", "95", "99", "98.9"),  # 98 + 3 passes 100
        ("csat_rate", "90", "85", "95", "94.9"),  # 90 + 5 stays
        ("csat_score", "4.5", "4.0", "4.75", "4.7"),  # 4.5 + 0.5 reaches 5
        ("repeat_contact_rate_30d", "5", "10", "2.5", "2.6"),  # 5 − 5 reaches 0
        ("nps", "10", "0", "20", "19"),
        ("cost_per_contact", "-5", "0", "-10", "-9"),  # a change has no limit
        ("knowledge_updates", "5", "4", "6", "5.9"),
    ],
)
def test_excellent_edges(indicator: str, target: str, baseline: str, edge: str, short: str) -> None:
    """The excellent edge keeps away from the natural limit."""
    assert scored(indicator, edge, target, baseline) == 100
    assert scored(indicator, short, target, baseline) == 80


def test_linear_points() -> None:
    """90 / 85: 95 → 100, 92.5 → 90, 87.5 → 70, 80 → 50, 75 → 40, 72.5 → 30, 60 → 20."""
    values = {"95": 100, "92.5": 90, "87.5": 70, "80": 50, "75": 40, "72.5": 30, "60": 20}
    for value, expected in values.items():
        assert scored("csat_rate", value, "90", "85", "linear") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("60", 100),
        ("80", 100),
        ("85", 80),
        ("55", 80),
        ("90", 60),
        ("100", 40),
        ("39", 20),
    ],
)
def test_range_points(value: str, expected: int) -> None:
    """60 to 80: a step is 5 points; 1, 2 and 4 steps outside."""
    between = Threshold(None, None, range_low=Fraction(60), range_high=Fraction(80))
    assert points("occupancy_rate", Fraction(value), between, "bands") == expected


def test_overlay_fixes_listed_weights_and_scales_the_rest() -> None:
    """a 20 → 40: b 30 and c 50 fill 60 of 80, × 0.75; three days of ten move by a third."""
    weights = [Weight(code, Fraction(w), 5, {}) for code, w in (("a", 20), ("b", 30), ("c", 50))]
    overlay = {"promotion": [{"indicator": "a", "weight": "40"}]}
    scheme = Scheme("s", {}, weights, overlay)
    found = scheme.day_weights("promotion", "", date(2025, 6, 18))
    assert found == {"a": 40, "b": Fraction(45, 2), "c": Fraction(75, 2)}
    assert scheme.day_weights("normal", "", date(2025, 6, 19)) == {"a": 20, "b": 30, "c": 50}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """The reference's figures of a small landing."""
    root = tmp_path_factory.mktemp("small")
    generate(root / "landing", Size(seed=3, days=45, contacts_per_day=12))
    seeds = root / "seeds"
    write_seeds(seeds)
    for name, text in (
        ("indicator_targets", TARGETS),
        ("schemes", SCHEMES),
        ("scheme_weights", WEIGHTS),
        ("grade_bands", GRADES),
    ):
        (seeds / "scoring" / f"{name}.csv").write_text(text)
    return compute(root / "landing", Settings(seeds))


def test_the_small_landing_measures_everything(small: Reference) -> None:
    """Every indicator has a row, and parts add up to the whole."""
    assert {key.indicator for key in small.cells} == set(CATALOGUE)
    months = {
        k: c for k, c in small.cells.items() if k.indicator == "csat_score" and k.period == "month"
    }
    for key, cell in months.items():
        if key.entity_type == "company":
            days = [
                c
                for k, c in small.cells.items()
                if k.indicator == "csat_score"
                and k.period == "day"
                and k.entity_type == "company"
                and k.period_start.month == key.period_start.month
            ]
            assert sum(c.numerator for c in days) == cell.numerator


def test_the_landing_is_deterministic(tmp_path: Path) -> None:
    """Two runs write the same bytes."""
    for name in ("one", "two"):
        generate(tmp_path / name, Size(days=20, contacts_per_day=4))
    for path in (tmp_path / "one").rglob("*.csv"):
        other = tmp_path / "two" / path.relative_to(tmp_path / "one")
        assert path.read_bytes() == other.read_bytes()


def test_cards(small: Reference) -> None:
    """Coverage, total and grade follow from the lines; roles decide who has a card."""
    for card in small.cards.values():
        ok = [line for line in card.lines.values() if line.status == "ok"]
        weight = sum(line.weight for line in ok)
        assert card.coverage == Fraction(weight) / 100
        if card.total is not None:
            assert card.coverage >= Fraction(1, 2)
            assert card.total * weight == sum(l_.weight * (l_.points or 0) for l_ in ok)
    helpers = {
        key.entity_id
        for key in small.cards
        if key.scheme == "helpers"
        and key.entity_type == "agent"
        and key.period_start == date(2025, 4, 1)
    }
    # a01, a06, a11 are aftersales by number, a02 by its move on 15 April
    assert helpers <= {"a01", "a02", "a06", "a11"}
    assert "a02" in helpers


def test_season_of_a_card(small: Reference) -> None:
    """A month without exceptional days is normal."""
    assert period_season(date(2025, 3, 1), "month", small.world.calendar) == "normal"


def published_rows(small: Reference) -> list[dict[str, object]]:
    """The reference's own cells as a warehouse would publish them."""
    rows: list[dict[str, object]] = []
    for key, cell in small.cells.items():
        before = previous_period(key.period_start, key.period)
        rows.append(
            {
                **key._asdict(),
                "numerator": cell.numerator,
                "denominator": cell.denominator,
                "value": cell.value,
                "sample_size": cell.sample_size,
                "target": cell.target,
                "baseline": cell.baseline,
                "attainment": attainment(small.cells, key, cell),
                "prev_value": value_of(small.cells, key, before),
                "same_period_last_year_value": value_of(
                    small.cells, key, year_before(key.period_start, key.period)
                ),
                "is_complete": last_day(key.period_start, key.period) < small.world.last_day,
            }
        )
    return rows


def test_comparison_finds_what_differs(small: Reference) -> None:
    """Equal rows give no report; a changed, a lost and an invented row are told."""
    rows = published_rows(small)
    assert compare_indicator_values(small, rows) == []
    changed = next(row for row in rows if row["indicator"] == "nps")
    changed["numerator"] = Fraction(str(changed["numerator"])) + 1
    lost = next(row for row in rows if row["indicator"] == "csat_rate")
    rows.remove(lost)
    rows.append({**changed, "entity_id": "nobody"})
    report = compare_indicator_values(small, rows)
    heads = [line for line in report if not line.startswith(" ")]
    assert heads == ["csat_rate: 1 missing", "nps: 1 different numerator, 1 extra"]


def test_card_comparison(small: Reference) -> None:
    """Cards published as computed are equal; a wrong grade is told."""
    cards: list[dict[str, object]] = [
        {
            **key._asdict(),
            "total": card.total,
            "coverage": card.coverage,
            "grade": card.grade,
            "season": card.season,
        }
        for key, card in small.cards.items()
    ]
    assert compare_scorecards(small, cards) == []
    cards[0]["grade"] = "splendid"
    assert len(compare_scorecards(small, cards)) == 2
    assert all("missing" in line for line in compare_lines(small, []) if not line.startswith(" "))
