"""What must hold of points and weights, whatever thresholds and overlays somebody writes."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.python.scoring.macros import MACROS, score_cases

Case = dict[str, object]

#: Thresholds and values as people write them: two decimals.
amounts = st.integers(-1_000_00, 1_000_00).map(lambda cents: cents / 100)
steps = st.integers(1, 500_00).map(lambda cents: cents / 100)
METHODS = ("computed_band_score", "computed_linear_score")
#: One database for all examples: opening one costs more than a question.
CONNECTION = duckdb.connect()


@st.composite
def thresholds(draw: st.DrawFn) -> Case:
    """A pair that faces the right way, its natural limit beyond the target or none; or a range."""
    direction = draw(st.sampled_from(["lower", "higher", "range"]))
    if direction == "range":
        low = draw(amounts)
        return case(direction, range_low=low, range_high=low + draw(steps))
    sign = 1 if direction == "higher" else -1
    target = draw(amounts)
    room = draw(st.none() | st.integers(0, 500_00).map(lambda cents: cents / 100))
    return case(
        direction,
        target=target,
        baseline=target - sign * draw(steps),
        natural_limit=None if room is None else target + sign * room,
    )


def case(direction: str, **numbers: float | None) -> Case:
    names = ("target", "baseline", "natural_limit", "range_low", "range_high")
    return {"direction": direction, **{name: numbers.get(name) for name in names}}


def scored(threshold: Case, values: list[float]) -> list[Case]:
    """The rows of `score_cases` for these values, in their order."""
    CONNECTION.execute(
        """
        create or replace table cases as
        select
            $direction as direction, cast($target as double) as target,
            cast($baseline as double) as baseline,
            cast($natural_limit as double) as natural_limit,
            cast($range_low as double) as range_low, cast($range_high as double) as range_high,
            unnest(cast($values as double[])) as value
        """,
        {**threshold, "values": values},
    )
    rows = {row["value"]: row for row in score_cases(CONNECTION)}
    return [rows[value] for value in values]


def goodness(threshold: Case, value: float) -> float:
    """Greater is better, by the threshold's direction."""
    if threshold["direction"] == "range":
        low, high = float(str(threshold["range_low"])), float(str(threshold["range_high"]))
        return -max(low - value, value - high, 0)
    return value if threshold["direction"] == "higher" else -value


@settings(max_examples=60, deadline=None)
@given(thresholds(), st.lists(amounts, min_size=2, max_size=12, unique=True))
def test_a_better_value_never_scores_lower(threshold: Case, values: list[float]) -> None:
    values.sort(key=lambda value: goodness(threshold, value))
    rows = scored(threshold, values)
    for method in METHODS:
        scores = [float(str(row[method])) for row in rows]
        assert scores == sorted(scores), method


@settings(max_examples=60, deadline=None)
@given(thresholds(), st.lists(amounts, min_size=1, max_size=12, unique=True))
def test_linear_stays_within_the_band(threshold: Case, values: list[float]) -> None:
    """At a band's edge it has the band's score, above it it has not reached the next one."""
    for row in scored(threshold, values):
        band, linear = (float(str(row[method])) for method in METHODS)
        assert 1 <= linear <= 5
        assert band - 1e-6 <= linear < band + 1 or (band == 1 and linear <= 2)


@settings(max_examples=60, deadline=None)
@given(thresholds())
def test_linear_and_bands_agree_at_the_edges(threshold: Case) -> None:
    if threshold["direction"] == "range":
        low, high = float(str(threshold["range_low"])), float(str(threshold["range_high"]))
        step = (high - low) / 4
        edges = [(5, high), (4, high + step), (3, high + 2 * step), (2, high + 4 * step)]
        edges += [(5, low), (4, low - step), (3, low - 2 * step), (2, low - 4 * step)]
    else:
        names = ["excellent_edge_at", "good_edge_at", "qualified_edge_at", "to_improve_edge_at"]
        [found] = scored(threshold, [0.0])
        edges = [(5 - place, float(str(found[name]))) for place, name in enumerate(names)]
        if edges[0][1] == edges[1][1]:
            # A target that is the natural limit itself: whoever reaches it is excellent.
            del edges[1]
    for (score, edge), row in zip(edges, scored(threshold, [e for _, e in edges]), strict=True):
        assert [float(str(row[method])) for method in METHODS] == pytest.approx([score] * 2), edge


@st.composite
def overlaid_schemes(draw: st.DrawFn) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """Weights of a scheme that add up to 100, and what a season and a goal list of them."""
    cuts = sorted(draw(st.sets(st.integers(1, 99), min_size=1, max_size=6)))
    own = [high - low for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]
    weights = {f"own_{number}": weight for number, weight in enumerate(own)}
    lists: list[dict[str, int]] = []
    for _ in ("season", "goal"):
        # One of the scheme's own stays unlisted, or nothing could fill what the list leaves.
        names = draw(
            st.lists(
                st.sampled_from([*list(weights)[1:], "new_1", "new_2"]), unique=True, max_size=4
            )
        )
        room, listed = 100, {}
        for name in names:
            listed[name] = draw(st.integers(0, room))
            room -= listed[name]
        lists.append(listed)
    return weights, lists[0], lists[1]


# 1, 2 and 65 become 99/68 times as much: three fractions whose rounded sum is not 99.
FRACTIONS = (
    {"own_0": 1, "own_1": 1, "own_2": 2, "own_3": 31, "own_4": 65},
    {"own_1": 0, "own_3": 1},
)


@settings(max_examples=60, deadline=None)
@given(overlaid_schemes())
@example((*FRACTIONS, {"own_1": 17, "own_2": 83}))
@example((*FRACTIONS, {"own_1": 99}))
def test_an_overlay_keeps_the_sum(
    scheme: tuple[dict[str, int], dict[str, int], dict[str, int]],
) -> None:
    weights, season, goal = scheme
    found = overlaid(weights, season, goal)
    assert sum(found.values()) == pytest.approx(100, abs=1e-6)
    assert min(found.values()) >= 0
    after_season = overlaid(weights, season, {})
    fills = sum(weight for name, weight in after_season.items() if name not in goal)
    if fills > 0 or sum(goal.values()) == 100:
        assert {name: found[name] for name in goal} == pytest.approx(goal)
    else:
        # Nothing could fill what the goal leaves: the season's weights stay.
        assert {name: found[name] for name in after_season} == pytest.approx(after_season)
    # So is what the season lists, as long as both have room and the scheme's others fill the rest.
    if sum({**season, **goal}.values()) <= 100 and sum(season.values()) < 100:
        assert {name: found[name] for name in season if name not in goal} == pytest.approx(
            {name: weight for name, weight in season.items() if name not in goal}
        )
    # The others keep their proportions.
    free = [name for name in weights if name not in season and name not in goal]
    shares = {found[name] / weights[name] for name in free}
    assert max(shares) == pytest.approx(min(shares), abs=1e-6)


def overlaid(
    weights: dict[str, int], season: dict[str, int], goal: dict[str, int]
) -> dict[str, float]:
    """The weights of one day under the overlay of its season, and that of its goal."""
    CONNECTION.execute(
        """
        create or replace table days as
        select 's' as scheme, date '2025-06-18' as date_day, 'season' as season, 'goal' as goal;

        create or replace table overlays (
            season varchar, scheme varchar, indicator varchar, weight double, valid_from date,
            valid_to date
        );

        create or replace table weights (
            scheme varchar, date_day date, indicator varchar, weight double, weight_row varchar,
            is_fixed boolean
        )
        """
    )
    for name, weight in weights.items():
        CONNECTION.execute(
            "insert into weights values ('s', '2025-06-18', ?, ?, ?, false)",
            [name, Decimal(weight), name],
        )
    for kind, listed in (("season", season), ("goal", goal)):
        for name, weight in listed.items():
            CONNECTION.execute(
                "insert into overlays values (?, 's', ?, ?, '1900-01-01', '9999-12-31')",
                [kind, name, Decimal(weight)],
            )
    rows = CONNECTION.execute(
        f"""
        with season_weights as ({MACROS.overlay_weights("weights", "days", "season", "overlays")})
        select indicator, cast(weight as double)
        from ({MACROS.overlay_weights("season_weights", "days", "goal", "overlays")})
        """
    ).fetchall()
    return dict(rows)
