"""The reports of a small warehouse, and a browser to look at them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from orchestration.report.write import write_reports
from orchestration.settings import Settings, read_settings
from tests.pipeline import BuiltWarehouse

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DRIVER = "chromedriver"
# What nobody would name a team, but a file may say.
HOSTILE_TEAM = "../../etc/<b>"
HOSTILE_NAME = "</script><script>document.body.remove()</script><img src=x onerror=alert(1)>"


@dataclass(frozen=True)
class Reports:
    """A published file and the reports made of it."""

    settings: Settings
    files: list[Path]

    @property
    def company(self) -> Path:
        return next(file for file in self.files if file.name == "company.html")

    @property
    def teams(self) -> list[Path]:
        return [file for file in self.files if file.name != "company.html"]


def publish_copy(warehouse: Path, folder: Path) -> Settings:
    """A warehouse folder with nothing but the published file: reports need no more."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(warehouse, folder / "warehouse.duckdb")
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute(
            "insert into audit.refresh (build_id, as_of, outcome)"
            " select '20250601T000000Z-abcdef', timestamp '2025-06-01 00:00:00', 'published'"
        )
    return read_settings({"WAREHOUSE_DIR": str(folder), "LANDING_DIR": str(folder)})


def change(settings: Settings, *statements: str) -> None:
    """Make the published copy say something else."""
    with duckdb.connect(str(settings.published_file)) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def published(small_warehouse: BuiltWarehouse, tmp_path: Path) -> Settings:
    """A published file that a test may change; with one team only, since drawing takes time."""
    settings = publish_copy(small_warehouse.file, tmp_path / "warehouse")
    change(
        settings,
        "delete from marts.scorecard where entity_type = 'team' and entity_id <> ("
        " select min(entity_id) from marts.scorecard where entity_type = 'team')",
        "delete from marts.scorecard where entity_type = 'agent' and entity_id <> ("
        " select min(entity_id) from marts.scorecard where entity_type = 'agent')",
    )
    return settings


@pytest.fixture(scope="session")
def reports(small_warehouse: BuiltWarehouse, tmp_path_factory: pytest.TempPathFactory) -> Reports:
    """The reports of the last complete month; one team has a hostile id and name."""
    settings = publish_copy(small_warehouse.file, tmp_path_factory.mktemp("reports") / "warehouse")
    with duckdb.connect(str(settings.published_file)) as connection:
        team = connection.execute(
            "select team_id from marts.scorecard where entity_type = 'agent' and is_primary"
            " and team_id <> 'unknown' group by team_id order by count(*) desc, team_id limit 1"
        ).fetchone()
    assert team is not None
    scorecards = ("scorecard", "scorecard_line")
    others = ("dim_agent", "feedback_theme", "response_heatmap", "agent_career")
    change(
        settings,
        *(
            f"update marts.{mart} set entity_id = '{HOSTILE_TEAM}'"
            f" where entity_type = 'team' and entity_id = '{team[0]}'"
            for mart in (*scorecards, "root_cause", "alert")
        ),
        # What indicator_value calls it.
        f"update measures.measured_entity set entity_id = '{HOSTILE_TEAM}'"
        f" where entity_type = 'team' and entity_id = '{team[0]}'",
        *(
            f"update marts.{mart} set team_id = '{HOSTILE_TEAM}' where team_id = '{team[0]}'"
            for mart in (*scorecards, *others, "agent_recognition", "training_need")
        ),
        f"update marts.dim_agent set team_name = '{HOSTILE_NAME}', name = '{HOSTILE_NAME}'"
        f" where team_id = '{HOSTILE_TEAM}'",
        "insert into marts.feedback_theme by name"
        " select 'month' as period, max(period_start) as period_start,"
        f" '{HOSTILE_TEAM}' as team_id,"
        " 'made_up' as theme, 'Made up' as name_en, '虚构' as name_zh,"
        " 10 as comments, 5 as theme_comments, 50.0 as theme_share, 5 as problem_comments,"
        f" 50.0 as problem_share, true as is_over_limit, ['{HOSTILE_NAME}'] as sample_comments,"
        " true as is_complete"
        " from marts.scorecard where period = 'month' and is_complete",
    )
    return Reports(settings, write_reports(settings))


@pytest.fixture(scope="session")
def browser() -> Iterator[Chrome]:
    """A headless Chromium; `make browser` installs it."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    driver = shutil.which(DRIVER)
    if program is None or driver is None:
        pytest.skip("no Chromium with its driver: `make browser` installs them on Debian")
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = program
    for switch in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = webdriver.Chrome(options, webdriver.ChromeService(driver))
    try:
        yield chrome
    finally:
        chrome.quit()
