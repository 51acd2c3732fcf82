"""Golden scorecards (tests/golden/scoring/scorecards): six agents and two teams by hand."""

import csv
from collections.abc import Iterator

import duckdb
import numpy
import pytest

from tests.python.scoring.world import (
    GOLDEN,
    add_row,
    build_scorecards,
    copy_project,
    edit_seed,
    write_store,
)

pytestmark = pytest.mark.slow

Row = dict[str, str]


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("scorecards")
    store = folder / "store.duckdb"
    write_store(store)
    project = copy_project(folder)
    # A scheme on trial: monitoring_004 by the linear method, for team north until the end of March.
    add_row(
        project, "schemes", scheme="monitoring_trial", name="Trial", name_zh="试运营",
        entity_levels="agent|team", periods="month", method="linear", min_coverage="0.5",
        replaces="monitoring_004", pilot_team="north", pilot_until="2025-03-31",
        valid_to="2025-03-31", basis="derived",
    )  # fmt: skip
    for indicator, weight in (("first_response_time", "40"), ("csat_score", "60")):
        add_row(
            project, "scheme_weights", scheme="monitoring_trial", dimension="trial",
            indicator=indicator, weight=weight, basis="derived",
        )  # fmt: skip
    # Cost is judged by its change; the scheme's own threshold goes before the general one.
    add_row(
        project, "schemes", scheme="cost_watch", name="Cost", name_zh="成本", entity_levels="team",
        periods="month", method="bands", basis="derived",
    )  # fmt: skip
    add_row(
        project, "scheme_weights", scheme="cost_watch", dimension="cost",
        indicator="cost_per_contact", weight="60", basis="derived",
    )  # fmt: skip
    add_row(
        project, "scheme_weights", scheme="cost_watch", dimension="satisfaction",
        indicator="csat_score", weight="40", target="4.8", baseline="4.6", basis="derived",
    )  # fmt: skip
    # From May on another scheme takes the place of social_000, and scores quarters only.
    add_row(
        project, "schemes", scheme="social_next", name="Social", name_zh="社交", role="social",
        entity_levels="agent", periods="quarter", method="bands", replaces="social_000",
        valid_from="2025-05-01", basis="derived",
    )  # fmt: skip
    add_row(
        project, "scheme_weights", scheme="social_next", dimension="satisfaction",
        indicator="csat_rate", weight="100", basis="derived",
    )  # fmt: skip
    # A version that begins in June: March must not notice.
    edit_seed(project, "scheme_weights", {"valid_to": "2025-06-10"}, scheme="team_okr_001")
    for indicator, weight in (("nps", "80"), ("csat_rate", "20")):
        add_row(
            project, "scheme_weights", scheme="team_okr_001", dimension="shared",
            indicator=indicator, weight=weight, valid_from="2025-06-11", basis="derived",
        )  # fmt: skip
    build_scorecards(project, store)
    with duckdb.connect(str(store), read_only=True) as connection:
        yield connection


def golden(name: str) -> list[Row]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def one(connection: duckdb.DuckDBPyConnection, query: str, *values: object) -> dict[str, object]:
    rows = connection.execute(query, list(values))
    names = [column[0] for column in rows.description]
    found = rows.fetchall()
    assert len(found) == 1, (values, found)
    return dict(zip(names, found[0], strict=True))


def same(computed: object, expected: str) -> bool:
    if expected == "" or computed is None:
        return computed is None and expected == ""
    if isinstance(computed, bool):
        return str(computed).lower() == expected
    if isinstance(computed, str):
        return computed == expected
    return float(str(computed)) == pytest.approx(float(expected), abs=1e-8)


def check(computed: dict[str, object], expected: Row, columns: list[str]) -> None:
    for column in columns:
        assert same(computed[column], expected[column]), (
            column, computed[column], expected[column], expected["arithmetic"],
        )  # fmt: skip


def test_lines(marts: duckdb.DuckDBPyConnection) -> None:
    columns = "value points weight weighted_points lost_points status is_inherited standing"
    for expected in golden("lines.csv"):
        line = one(
            marts,
            "select * from marts.scorecard_line where entity_type = ? and entity_id = ? "
            "and scheme = ? and indicator = ? and period = 'month'",
            expected["entity_type"], expected["entity_id"], expected["scheme"],
            expected["indicator"],
        )  # fmt: skip
        check(line, expected, columns.split())


def test_cards(marts: duckdb.DuckDBPyConnection) -> None:
    for expected in golden("cards.csv"):
        card = one(
            marts,
            "select * from marts.scorecard where entity_type = ? and entity_id = ? "
            "and scheme = ? and period = 'month'",
            expected["entity_type"], expected["entity_id"], expected["scheme"],
        )  # fmt: skip
        check(
            card,
            expected,
            ["total", "coverage", "grade", "rank", "percentile", "tie_group", "is_primary"],
        )


def test_weights_follow_season_and_goal(marts: duckdb.DuckDBPyConnection) -> None:
    for expected in golden("weights.csv"):
        weight = one(
            marts,
            "select * from intermediate.int_scheme_period_weight where period = ? "
            "and period_start = ? and scheme = ? and indicator = ?",
            expected["period"], expected["period_start"], expected["scheme"],
            expected["indicator"],
        )  # fmt: skip
        check(weight, expected, ["weight"])
    sums = marts.execute(
        "select scheme, period, period_start, sum(weight) "
        "from intermediate.int_scheme_period_weight group by all"
    ).fetchall()
    assert sums
    assert all(total == pytest.approx(100, abs=1e-9) for *_, total in sums)


def test_a_new_version_does_not_rewrite_the_past(marts: duckdb.DuckDBPyConnection) -> None:
    weights = dict(
        marts.execute(
            "select month(period_start), weight from intermediate.int_scheme_period_weight "
            "where scheme = 'team_okr_001' and indicator = 'nps' and period = 'month'"
        ).fetchall()
    )
    assert weights[3] == weights[5] == 50
    # June: ten days under the old version, twenty under the new one.
    assert weights[6] == pytest.approx((10 * 50 + 20 * 80) / 30)


def test_a_replaced_scheme_ends_where_its_successor_begins(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    periods = marts.execute(
        "select scheme, period, month(period_start) from intermediate.int_scheme_period "
        "where scheme in ('social_000', 'social_next') order by all"
    ).fetchall()
    assert periods == [
        *[("social_000", "month", month) for month in (1, 2, 3, 4)],
        ("social_000", "quarter", 1),
        ("social_next", "quarter", 4),
    ]


def test_which_cards_exist(marts: duckdb.DuckDBPyConnection) -> None:
    cards = set(
        marts.execute(
            "select entity_type, entity_id, scheme from marts.scorecard where period = 'month'"
        ).fetchall()
    )
    # Of north only the team had calls; li and wang had conversations, of which li's resolution is
    # known.
    assert ("agent", "li", "call_center_001") not in cards
    assert ("agent", "sun", "call_center_001") in cards
    assert ("agent", "li", "online_chat_001") in cards
    # Neither another industry's scheme nor another role's.
    assert not {scheme for *_, scheme in cards} & {"call_center_finance_001", "social_000"}
    assert ("team", "north", "tech_support_001") in cards
    assert ("company", "company", "tech_support_001") not in cards


def test_a_pilot_is_compared_with_what_it_would_replace(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    assert marts.execute(
        "select distinct is_pilot from marts.scorecard where scheme = 'monitoring_trial'"
    ).fetchall() == [(True,)]
    li = one(marts, "select * from marts.pilot_comparison where agent_id = 'li'")
    # First response: tickets 5400 s = 80, conversations 10 s = 100, so 95; csat 4.5 = 80.
    assert li["pilot_total"] == pytest.approx(0.4 * 95 + 0.6 * 80)
    assert li["score_shift"] == pytest.approx(86 - 74.75 / 0.9)
    wang = one(marts, "select * from marts.pilot_comparison where agent_id = 'wang'")
    # 9000 s is halfway from 7200 (60) to 10800 (40): 50. csat 3.8: 40 + (3.8 - 3.0) x 20 = 56.
    assert wang["pilot_total"] == pytest.approx(0.4 * 50 + 0.6 * 56)
    # Chen has no total under monitoring_004. Of two agents in the same order the correlation is 1.
    assert li["agents"] == 2
    assert li["rank_correlation"] == pytest.approx(1)


def test_ahp_weights_against_eigenvectors(marts: duckdb.DuckDBPyConnection) -> None:
    """Independent computation: numpy's principal eigenvector of the merged matrix."""
    judgments = marts.execute(
        "select level, item_a, item_b, judgment from catalogue.ahp_judgments"
    ).fetchall()
    for level in {row[0] for row in judgments}:
        rows = [row for row in judgments if row[0] == level]
        items = sorted({row[1] for row in rows} | {row[2] for row in rows})
        matrix = numpy.ones((len(items), len(items)))
        for i, first in enumerate(items):
            for j, second in enumerate(items):
                answers = [float(r[3]) for r in rows if r[1:3] == (first, second)]
                answers += [1 / float(r[3]) for r in rows if r[1:3] == (second, first)]
                if answers:
                    matrix[i, j] = numpy.prod(answers) ** (1 / len(answers))
        values, vectors = numpy.linalg.eig(matrix)
        principal = numpy.abs(vectors[:, numpy.argmax(values.real)].real)
        weights = dict(
            marts.execute(
                "select item, weight from marts.ahp_weight where level = ?", [level]
            ).fetchall()
        )
        for item, share in zip(items, principal / principal.sum(), strict=True):
            assert weights[item] == pytest.approx(100 * share, abs=0.02)
        lambda_max, ratio = marts.execute(
            "select distinct lambda_max, consistency_ratio from marts.ahp_weight where level = ?",
            [level],
        ).fetchone() or (0, 1)
        assert lambda_max == pytest.approx(values.real.max(), abs=1e-3)
        assert ratio < 0.10


@pytest.mark.parametrize(
    ("level", "weights"),
    [
        ("dimension", {"customer_experience": 40, "operating_efficiency": 35, "team_growth": 25}),
        (
            "customer_experience",
            {"csat_rate": 30, "resolution_rate": 40, "repurchase_rate_30d": 30},
        ),
    ],
)
def test_the_shipped_panel_yields_the_weights_of_the_source(
    marts: duckdb.DuckDBPyConnection, level: str, weights: dict[str, float]
) -> None:
    found = dict(
        marts.execute(
            "select item, weight from marts.ahp_weight where level = ?", [level]
        ).fetchall()
    )
    assert found == {item: pytest.approx(weight, abs=0.5) for item, weight in weights.items()}
