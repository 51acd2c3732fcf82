"""Golden cases: every indicator against figures worked by hand (tests/golden/README.md)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.settings import PROJECT_DIR
from tests.python.indicators.golden import (
    GOLDEN,
    GOLDEN_NEW_YORK,
    Expected,
    Key,
    expected_cells,
    rows_of,
)
from tests.python.indicators.warehouse import Row, ask, opened

pytestmark = pytest.mark.slow

CATALOGUE = PROJECT_DIR / "seeds" / "catalogue"
# A quotient of two means: the means are quotients themselves and need not be exact.
RATIO_OF_MEANS = "average_order_value_lift"
TOLERANCE = Decimal("0.000001")


SHANGHAI_CELLS = list(expected_cells(*sorted(GOLDEN.glob("*/expected.csv"))))
NEW_YORK_CELLS = list(expected_cells(GOLDEN_NEW_YORK / "expected.csv"))


def published_cells(store: Path) -> dict[Key, Row]:
    """indicator_value by its key."""
    with opened(store) as connection:
        rows = ask(
            connection,
            "select entity_type, entity_id, period, period_start, indicator, numerator,"
            " denominator, value from marts.indicator_value",
        )
    return {tuple(list(row.values())[:5]): row for row in rows}


@pytest.fixture(scope="module")
def shanghai_cells(golden_store: Path) -> dict[Key, Row]:
    return published_cells(golden_store)


@pytest.fixture(scope="module")
def new_york_cells(new_york_store: Path) -> dict[Key, Row]:
    return published_cells(new_york_store)


@pytest.mark.parametrize("expected", SHANGHAI_CELLS, ids=str)
def test_golden_case(expected: Expected, shanghai_cells: dict[Key, Row]) -> None:
    require_equal(expected, shanghai_cells.get(expected.key))


@pytest.mark.parametrize("expected", NEW_YORK_CELLS, ids=str)
def test_golden_case_across_a_change_of_clocks(
    expected: Expected, new_york_cells: dict[Key, Row]
) -> None:
    require_equal(expected, new_york_cells.get(expected.key))


def require_equal(expected: Expected, published: Row | None) -> None:
    """Sums exactly equal, the value to 1e-6; or no row where none is due."""
    explained = f"{expected}\nby hand: {expected.working}\npublished: {published}"
    if not expected.has_row:
        assert published is None, explained
        return
    assert published is not None, explained
    exactness = TOLERANCE if expected.key[-1] == RATIO_OF_MEANS else Decimal(0)
    for name in ("numerator", "denominator"):
        # An empty sum and a sum of nothing are the same.
        by_hand, found = getattr(expected, name) or Decimal(0), published[name] or Decimal(0)
        assert abs(found - by_hand) <= exactness, f"{name} of {explained}"
    if expected.value is None:
        assert published["value"] is None, f"value of {explained}"
    else:
        assert published["value"] == pytest.approx(float(expected.value), rel=1e-6, abs=1e-6), (
            f"value of {explained}"
        )


def indicators() -> list[str]:
    """The codes of the catalogue."""
    return [row["indicator"] for row in rows_of(CATALOGUE / "indicators.csv")]


@pytest.mark.parametrize("indicator", indicators())
def test_every_indicator_has_a_golden_case_with_a_value(indicator: str) -> None:
    worked = [cell for cell in SHANGHAI_CELLS if cell.key[-1] == indicator]
    assert any(cell.value is not None for cell in worked)


def test_golden_cases_are_of_the_catalogue() -> None:
    known = set(indicators())
    assert not [str(e) for e in [*SHANGHAI_CELLS, *NEW_YORK_CELLS] if e.key[-1] not in known]


def test_no_cell_is_expected_twice() -> None:
    for cells in (SHANGHAI_CELLS, NEW_YORK_CELLS):
        keys = [cell.key for cell in cells]
        assert not {key for key in keys if keys.count(key) > 1}


@pytest.mark.parametrize("indicator", indicators())
def test_every_indicator_has_terms_that_exist(indicator: str, golden_store: Path) -> None:
    """Numerator and denominator are sums that a measure table really has."""
    terms = [
        row for row in rows_of(CATALOGUE / "indicator_terms.csv") if row["indicator"] == indicator
    ]
    assert {"numerator", "denominator"} <= {row["part"].removeprefix("company_") for row in terms}
    with opened(golden_store) as connection:
        measures = {
            f"{row['table_name'].removesuffix('_daily')}.{row['column_name']}"
            for row in ask(
                connection,
                "select table_name, column_name from information_schema.columns"
                " where table_schema = 'measures'",
            )
        }
    assert not {row["measure"] for row in terms} - measures


def test_the_golden_files_keep_to_the_contract(golden_store: Path, new_york_store: Path) -> None:
    """A mistyped header would be kept aside, and its case would test nothing."""
    for store in (golden_store, new_york_store):
        with opened(store) as connection:
            assert not ask(
                connection,
                "select file, warnings from audit.load_ledger"
                " where outcome <> 'loaded' or len(warnings) > 0",
            )
