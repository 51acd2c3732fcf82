"""Every figure of the small landing equals the reference's own computation (tests/reference)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from tests.pipeline import BuiltWarehouse
from tests.python.indicators.warehouse import opened
from tests.reference.compare import (
    compare_indicator_values,
    compare_lines,
    compare_scorecards,
    compute,
    published,
)
from tests.reference.compare_values import Published
from tests.reference.computation import Reference
from tests.reference.model import CellKey
from tests.reference.world import Settings

pytestmark = pytest.mark.slow

# Those whose definition needs more than filtering and adding up rows: windows that must be over,
# owners that are not the row's, messages in order, intervals that overlap, opening hours, other
# events of the same customer. Each must be there, for several kinds of entity, and agree.
TRICKIEST = (
    "first_response_time",
    "first_response_attainment",
    "first_response_time_business",
    "average_response_time",
    "sla_attainment_rate",
    "occupancy_rate",
    "concurrent_conversations",
    "resolution_rate",
    "call_first_resolution_rate",
    "confirmed_resolution_rate",
    "repeat_contact_rate_30d",
    "classification_accuracy",
    "repeat_complaint_rate",
    "inquiry_conversion_rate",
    "average_order_value_lift",
    "repurchase_rate_30d",
    "cost_per_contact",
    "certification_rate",
)


@dataclass(frozen=True)
class Comparison:
    """Both computations and where their indicator values differ, by indicator."""

    reference: Reference
    marts: Mapping[str, list[Published]]
    differences: Mapping[str, list[str]]


@pytest.fixture(scope="module")
def comparison(small_warehouse: BuiltWarehouse) -> Comparison:
    reference = compute(small_warehouse.landing, Settings(small_warehouse.seeds))
    with opened(small_warehouse.file) as connection:
        marts = {
            mart: published(connection, f"marts.{mart}")
            for mart in ("indicator_value", "scorecard", "scorecard_line")
        }
    differences: dict[str, list[str]] = defaultdict(list)
    subject = ""
    for line in compare_indicator_values(reference, marts["indicator_value"]):
        if not line.startswith(" "):
            subject = line.partition(":")[0]
        differences[subject].append(line)
    return Comparison(reference, marts, differences)


def test_every_cell_of_indicator_value_equals_the_reference(comparison: Comparison) -> None:
    assert len(comparison.marts["indicator_value"]) == len(comparison.reference.cells) > 10_000
    found = [line for lines in comparison.differences.values() for line in lines]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("indicator", TRICKIEST)
def test_a_tricky_indicator_is_compared_and_equals_the_reference(
    indicator: str, comparison: Comparison
) -> None:
    keys = [
        key
        for key, cell in comparison.reference.cells.items()
        if key.indicator == indicator and cell.value is not None
    ]
    entities = Counter(key.entity_type for key in keys)
    assert len(keys) > 15 and {"company", "team"} <= set(entities), entities
    assert varied(comparison.reference, keys), "all values are alike: nothing is compared"
    assert not comparison.differences.get(indicator), "\n".join(comparison.differences[indicator])


def varied(reference: Reference, keys: list[CellKey]) -> bool:
    """Whether the cells are neither all nothing nor all the same."""
    return len({reference.cells[key].value for key in keys}) > 2


def test_every_scorecard_equals_the_reference(comparison: Comparison) -> None:
    found = comparison.marts["scorecard"]
    differences = compare_scorecards(comparison.reference, found)
    assert len(found) == len(comparison.reference.cards) > 100
    assert not differences, "\n".join(differences)


def test_every_scorecard_line_equals_the_reference(comparison: Comparison) -> None:
    found = comparison.marts["scorecard_line"]
    differences = compare_lines(comparison.reference, found)
    assert len(found) == sum(len(card.lines) for card in comparison.reference.cards.values())
    assert not differences, "\n".join(differences)
