"""A wrong edit of a seed stops the build with a message that names file, row and mend."""

from pathlib import Path

import pytest

from tests.python.scoring.world import (
    add_row,
    copy_project,
    edit_seed,
    remove_rows,
    run_dbt,
    write_store,
)

pytestmark = pytest.mark.slow

DEFINITION_TESTS = [
    "test_name:well_formed", "scheme_weight_faults", "validity_faults", "threshold_faults",
    "overlay_faults", "ahp_faults", "scale_faults",
]  # fmt: skip
#: The seeds, and what the tests of definitions read beside them.
SEEDS_AND_SCHEMES = [
    "--select", "resource_type:seed", "path:models/intermediate/scoring", "ahp_weight",
    "--exclude", "int_entity_contact", "int_scorecard_card",
    "--exclude-resource-type", "test", "unit_test",
]  # fmt: skip

#: Seed, which rows, what somebody wrote into them.
WRONG_EDITS: list[tuple[str, dict[str, str], dict[str, str]]] = [
    ("scheme_weights", {"scheme": "monitoring_004", "indicator": "csat_score"}, {"weight": "19"}),
    ("scheme_weights", {"scheme": "aftersales_003", "indicator": "nps"}, {"weight": "16"}),
    ("scheme_weights", {"scheme": "aftersales_003", "indicator": "csat_score"}, {"weight": "8"}),
    (
        "scheme_weights",
        {"scheme": "presales_002", "indicator": "first_response_time"},
        {"indicator": "first_respons_time"},
    ),
    (
        "indicator_targets",
        {"indicator": "frontline_resolution_rate"},
        {"target": "80", "baseline": "85"},
    ),
    ("indicator_targets", {"indicator": "solution_reuse_rate"}, {"basis": ""}),
    (
        "season_overlays",
        {"season": "off_season", "scheme": "presales_002", "indicator": "knowledge_updates"},
        {"weight": "95"},
    ),
    # Customers are everything to efficiency and nothing to growth, and growth is everything.
    ("ahp_judgments", {"item_b": "operating_efficiency"}, {"judgment": "9"}),
    ("ahp_judgments", {"item_b": "team_growth"}, {"judgment": "1/9"}),
]

WRONG_ROWS: list[tuple[str, dict[str, str]]] = [
    (
        "schemes",
        {
            "scheme": "social_000",
            "name": "Social",
            "name_zh": "社交",
            "entity_levels": "agent",
            "periods": "month",
            "method": "bands",
            "valid_from": "2025-03-01",
            "basis": "derived",
        },
    ),
    (
        "indicator_targets",
        {
            "indicator": "resolution_rate",
            "price_band": "high",
            "target": "75",
            "baseline": "70",
            "basis": "derived",
        },
    ),
]


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What dbt says about seeds with every kind of wrong edit."""
    folder = tmp_path_factory.mktemp("faults")
    store = folder / "store.duckdb"
    write_store(store)
    project = copy_project(folder)
    for seed, row, change in WRONG_EDITS:
        edit_seed(project, seed, change, **row)
    for seed, row in WRONG_ROWS:
        add_row(project, seed, **row)
    remove_rows(project, "ahp_judgments", expert="service", item_b="training_pass_rate")
    built = run_dbt(project, store, "build", *SEEDS_AND_SCHEMES)
    assert built.returncode == 0, built.stdout
    tested = run_dbt(project, store, "test", "--select", *DEFINITION_TESTS)
    assert tested.returncode == 1
    return " ".join(tested.stdout.split())


@pytest.mark.parametrize(
    ("file", "entry", "problem", "mend"),
    [
        (
            "scheme_weights",
            "rows of scheme monitoring_004",
            "the weights add up to 99",
            "Change them so that they add up to 100",
        ),
        (
            "scheme_weights",
            "row scheme aftersales_003, indicator nps",
            "the weight 16 is outside its range 5 to 10",
            "Move the weight into the range, or change the range",
        ),
        (
            "scheme_weights",
            "row scheme presales_002, indicator first_respons_time",
            "column indicator names first_respons_time, which indicators.csv does not have",
            "Correct the name, or add it to indicators.csv",
        ),
        (
            "schemes",
            "row scheme social_000, valid_from 2025-03-01",
            "holds on days on which another row of the same name holds, too",
            "End the older row the day before the newer one begins (valid_to)",
        ),
        (
            "indicator_targets",
            "row indicator resolution_rate, is_complex true",
            "can meet row indicator resolution_rate, price_band high at one event, and both have "
            "precedence 1",
            "Give one of them a higher precedence",
        ),
        (
            "indicator_targets",
            "row indicator frontline_resolution_rate",
            "has the target 80 and the baseline 85, and higher is better",
            "Exchange or correct them",
        ),
        (
            "indicator_targets",
            "row indicator solution_reuse_rate",
            "column basis is empty",
            "Fill it in",
        ),
        (
            "season_overlays",
            "rows of season off_season, scheme presales_002",
            "list weights of 107.5",
            "List weights of no more than 100 together",
        ),
        (
            "ahp_judgments",
            "panel ecommerce_ahp_002, level team_growth",
            "expert service does not compare knowledge_updates with training_pass_rate",
            "Every expert judges every pair once",
        ),
    ],
)
def test_a_wrong_edit_is_named_with_its_mend(
    output: str, file: str, entry: str, problem: str, mend: str
) -> None:
    assert f"seeds/scoring/{file}.csv, {entry}: {problem}. {mend}" in output


def test_contradicting_experts_are_named(output: str) -> None:
    panel = "seeds/scoring/ahp_judgments.csv, panel ecommerce_ahp_002, level dimension"
    assert f"{panel}: the judgments contradict each other: consistency ratio" in output


def test_every_definition_test_is_run(output: str) -> None:
    singular = Path(__file__).parents[2] / "singular"
    for name in (path.stem for path in singular.glob("*_faults.sql")):
        assert name in DEFINITION_TESTS
