"""A wrong edit of a seed stops the refresh with a message that names file, row and mend."""

from pathlib import Path

import pytest

from orchestration.dbt_process import DbtProcess
from orchestration.definition_check import TAG, judge_definitions
from orchestration.seed_files import DefinitionError
from orchestration.settings import read_settings
from orchestration.workplace import Workplace, make_folder
from tests.python.scoring.world import (
    add_row,
    copy_project,
    edit_seed,
    remove_rows,
    run_dbt,
    write_store,
)

pytestmark = pytest.mark.slow

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
    (
        "season_overlays",
        {"season": "new_product", "scheme": "presales_002"},
        {"season": "new_produckt"},
    ),
    ("indicator_targets", {"season": "promotion"}, {"season": "promotoin"}),
    ("indicator_targets", {"channel": "social"}, {"channel": "socal"}),
    ("calendar", {"date": "2025-06-18"}, {"season": "promo"}),
    ("calendar", {"date": "2025-06-17"}, {"season": "spring"}),
    ("schemes", {"scheme": "complaint_002"}, {"role": "complaints"}),
    ("schemes", {"scheme": "online_chat_001"}, {"method": "band"}),
    ("role_schemes", {"role": "social"}, {"scheme": "social_00"}),
    ("grade_bands", {"grade": "good"}, {"min_total": "95"}),
    ("ahp_judgments", {"expert": "service", "item_b": "resolution_rate"}, {"judgment": "twice"}),
    # Customers are everything to efficiency and nothing to growth, and growth is everything.
    ("ahp_judgments", {"item_b": "operating_efficiency"}, {"judgment": "9"}),
    ("ahp_judgments", {"item_b": "team_growth"}, {"judgment": "1/9"}),
]

WRONG_ROWS: list[tuple[str, dict[str, str]]] = [
    (
        "schemes",
        {
            "scheme": "trial",
            "name": "Trial",
            "name_zh": "试运营",
            "entity_levels": "agent",
            "periods": "month",
            "method": "bands",
            "pilot_team": "nort",
            "pilot_until": "2025-06-30",
            "basis": "derived",
        },
    ),
    (
        "star_rules",
        {"role": "tech_support", "grade": "good", "stars": "4", "basis": "derived"},
    ),
    # A season that only the calendar knows: nothing is wrong with it.
    (
        "season_overlays",
        {
            "season": "spring",
            "scheme": "team_okr_001",
            "indicator": "nps",
            "weight": "60",
            "basis": "derived",
        },
    ),
    (
        "season_overlays",
        {
            "season": "off_season",
            "scheme": "team_okr_001",
            "indicator": "nps",
            "weight": "30",
            "basis": "derived",
        },
    ),
    (
        "season_overlays",
        {
            "season": "off_season",
            "scheme": "team_okr_001",
            "indicator": "csat_rate",
            "weight": "30",
            "basis": "derived",
        },
    ),
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
    """What dbt says about seeds with every kind of wrong edit, and agents of two teams."""
    folder = tmp_path_factory.mktemp("faults")
    store = folder / "store.duckdb"
    write_store(store)
    project = copy_project(folder)
    for seed, row, change in WRONG_EDITS:
        edit_seed(project, seed, change, **row)
    for seed, row in WRONG_ROWS:
        add_row(project, seed, **row)
    remove_rows(project, "ahp_judgments", expert="service", item_b="training_pass_rate")
    # A build would leave out what comes behind a faulty seed; here all faults are to be seen.
    built = run_dbt(
        project, store, "build", "--select", f"+tag:{TAG}", "calendar",
        "--exclude-resource-type", "test",
    )  # fmt: skip
    assert built.returncode == 0, built.stdout
    tested = run_dbt(
        project, store, "test", "--select", f"tag:{TAG}", "scheme_team_faults", "calendar_names"
    )
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
            "Correct the name (the nearest is first_response_time), or add it to indicators.csv",
        ),
        (
            "season_overlays",
            "row season new_produckt, scheme presales_002, indicator product_knowledge_pass_rate",
            "column season names new_produckt, which neither seasons.csv nor calendar.csv has",
            "Correct the name (the nearest is new_product), or add it to seasons.csv",
        ),
        (
            "indicator_targets",
            "row indicator first_response_time, contact_type conversation, season promotoin",
            "column season names promotoin, which neither seasons.csv nor calendar.csv has",
            "Correct the name (the nearest is promotion), or add it to seasons.csv",
        ),
        (
            "indicator_targets",
            "row indicator first_response_time, channel socal, contact_type conversation",
            "column channel holds socal",
            "Use one of: ticket, email, web, app, wechat, phone, social",
        ),
        (
            "schemes",
            "row scheme complaint_002",
            "column role holds complaints",
            "Use one of: presales, aftersales, complaint, tech_support, social, unknown",
        ),
        (
            "schemes",
            "row scheme online_chat_001",
            "column method holds band",
            "Use one of: bands, linear",
        ),
        (
            "role_schemes",
            "row role social",
            "column scheme names social_00, which schemes.csv does not have",
            "Correct the name (the nearest is social_000), or add it to schemes.csv",
        ),
        (
            "schemes",
            "row scheme trial",
            "column pilot_team names nort, a team without agents",
            "Use one of: north, south",
        ),
        (
            "scheme_weights",
            "rows of scheme trial",
            "the weights add up to 0",
            "Change them so that they add up to 100",
        ),
        (
            "grade_bands",
            "row grade good",
            "begins at 95 and earns fewer stars than excellent, which begins at 90",
            "Let the better grade begin higher",
        ),
        (
            "star_rules",
            "row role tech_support, grade good",
            "stands 2 times",
            "Keep one of the rows, or give them different validity",
        ),
        (
            "season_overlays",
            "rows of season off_season, scheme team_okr_001",
            "list weights of 60 and every indicator of the scheme: nothing fills the rest",
            "List weights of 100 together, or leave out an indicator",
        ),
        (
            "ahp_judgments",
            "panel ecommerce_ahp_002, level customer_experience",
            "expert service judges csat_rate against resolution_rate outside 1/9 to 9",
            "Choose a number from 1/9 to 9",
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


def test_a_season_of_the_calendar_that_nobody_knows_is_only_a_warning(output: str) -> None:
    assert "Warning in test calendar_names" in output
    # `promo`, but not `spring`, of which an overlay speaks.
    assert "Got 1 result, configured to warn if != 0" in output
    assert "spring" not in output


def test_every_rule_over_seeds_alone_is_judged_first(output: str) -> None:
    """What needs the data (the teams of the agents) can only be judged with them."""
    singular = Path(__file__).parents[2] / "singular"
    rules = {path.stem for path in singular.glob("*_faults.sql")} - {"scheme_team_faults"}
    assert len(rules) >= 6
    assert [rule for rule in sorted(rules) if f"{rule} " not in output] == []


def test_the_refresh_judges_definitions_before_it_reads_a_file(tmp_path: Path) -> None:
    """With a landing that does not exist: nothing of it is asked for."""
    project = copy_project(tmp_path)
    edit_seed(
        project, "scheme_weights", {"weight": "19"}, scheme="monitoring_004", indicator="csat_score"
    )
    settings = read_settings(
        {"LANDING_DIR": str(tmp_path / "none"), "WAREHOUSE_DIR": str(tmp_path / "warehouse")},
        project,
    )
    place = Workplace(settings.work_dir)
    for folder in (place.folder, place.target, place.temp):
        make_folder(folder)
    with DbtProcess(settings, place) as dbt, pytest.raises(DefinitionError) as error:
        judge_definitions(dbt, place)
    assert str(error.value).splitlines() == [
        "the definitions cannot be used:",
        "seeds/scoring/scheme_weights.csv, rows of scheme monitoring_004: "
        "the weights add up to 99. Change them so that they add up to 100",
    ]
