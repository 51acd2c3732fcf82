"""The reports in a real browser: drawn without a network, in both languages, fit for paper."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from selenium.webdriver.support.ui import WebDriverWait

from orchestration.report.words import WORDS
from tests.python.report.conftest import HOSTILE_NAME, Reports

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

pytestmark = pytest.mark.slow

SECONDS_TO_DRAW = 60
# A4 less the margins that the page asks for, at 96 dots per inch.
PAPER_WIDTH, PAPER_HEIGHT = 695, 1016

MARKS = """
return [...document.querySelectorAll('[data-chart]')].map(place => ({
    name: place.dataset.chart,
    label: place.querySelector('svg [aria-label], svg[aria-label]')?.getAttribute('aria-label'),
    marks: place.querySelectorAll(
        'svg .role-mark path, svg .role-mark line, svg .role-mark rect'
    ).length,
}));
"""
VISIBLE_HEADINGS = """
return [...document.querySelectorAll('h1, h2, h3')].map(heading => heading.innerText.trim());
"""
OVERFLOWING = """
return [...document.querySelectorAll('.wide, .drawing')].filter(
    place => place.scrollWidth > place.clientWidth + 1
).map(place => place.innerText.slice(0, 80));
"""


def open_page(browser: Chrome, file: Path, language: str) -> None:
    """Open a file without any network and wait until its charts are drawn."""
    browser.get_log("browser")
    browser.get_log("performance")
    browser.set_window_size(900, 1200)
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd(
        "Network.emulateNetworkConditions",
        {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0},
    )
    browser.get(f"{file.as_uri()}?lang={language}")
    wait_for(browser, language)


def wait_for(browser: Chrome, language: str) -> None:
    WebDriverWait(browser, SECONDS_TO_DRAW).until(
        lambda chrome: (
            chrome.execute_script("return document.documentElement.dataset.drawn") == language
        )
    )


def requested(browser: Chrome) -> set[str]:
    """The kinds of address that the page asked for."""
    events: list[dict[str, Any]] = [
        json.loads(entry["message"])["message"] for entry in browser.get_log("performance")
    ]
    return {
        event["params"]["request"]["url"].split(":")[0]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    }


@pytest.fixture(params=["company", "team"])
def file(request: pytest.FixtureRequest, reports: Reports) -> Path:
    """The company's report, and that of the team with a hostile name and the most agents."""
    if request.param == "company":
        return reports.company
    return max(reports.teams, key=lambda path: path.stat().st_size)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_chart_is_drawn_without_a_network(browser: Chrome, file: Path, language: str) -> None:
    open_page(browser, file, language)
    assert [entry for entry in browser.get_log("browser") if entry["level"] != "INFO"] == []
    assert requested(browser) <= {"file", "data"}
    charts = browser.execute_script(MARKS)
    names = {chart["name"] for chart in charts}
    assert {"trend", "trend-total", "attainment", "heatmap-contacts", "ranking"} <= names
    for chart in charts:
        assert chart["marks"] > 0, chart
        assert chart["label"], chart


def test_each_language_is_shown_alone(browser: Chrome, file: Path) -> None:
    open_page(browser, file, "en")
    english = browser.execute_script(VISIBLE_HEADINGS)
    browser.find_element("css selector", "button[data-to=zh]").click()
    wait_for(browser, "zh")
    chinese = browser.execute_script(VISIBLE_HEADINGS)
    for key in ("total", "trend", "themes", "heatmap", "causes"):
        assert WORDS[key].en in english
        assert WORDS[key].zh in chinese
        assert WORDS[key].en not in chinese
        assert WORDS[key].zh not in english
    root = browser.find_element("css selector", "html")
    assert root.get_attribute("lang") == "zh-CN"
    assert WORDS["monthly_report"].zh in browser.title
    pressed = browser.find_elements("css selector", "button[aria-pressed=true]")
    assert [button.get_attribute("data-to") for button in pressed] == ["zh"]
    marks = {chart["name"]: chart["marks"] for chart in browser.execute_script(MARKS)}
    assert min(marks.values()) > 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_cut_off(browser: Chrome, file: Path, language: str) -> None:
    open_page(browser, file, language)
    assert browser.execute_script(OVERFLOWING) == []


def test_an_agent_fits_on_a_sheet_of_paper(browser: Chrome, reports: Reports) -> None:
    file = max(reports.teams, key=lambda path: path.stat().st_size)
    open_page(browser, file, "en")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": PAPER_WIDTH, "height": PAPER_HEIGHT, "deviceScaleFactor": 1, "mobile": False},
    )
    try:
        heights = browser.execute_script(
            "return [...document.querySelectorAll('.agent')].map(page => page.offsetHeight)"
        )
        hidden = browser.execute_script(
            "return [...document.querySelectorAll('nav, .switch')].map(part => part.offsetHeight)"
        )
        breaks = browser.execute_script(
            "return [...document.querySelectorAll('.agent')]"
            ".map(page => getComputedStyle(page).breakBefore)"
        )
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert heights
    assert max(heights) <= PAPER_HEIGHT
    assert set(breaks) == {"page"}
    assert set(hidden) == {0}


def test_names_from_files_stay_text(browser: Chrome, reports: Reports) -> None:
    hostile = next(path for path in reports.teams if "etc" in path.name)
    open_page(browser, hostile, "en")
    assert HOSTILE_NAME in browser.find_element("css selector", "h1").text
    assert browser.execute_script("return document.querySelectorAll('img').length") == 0
    assert [entry for entry in browser.get_log("browser") if entry["level"] != "INFO"] == []
