"""All charts of a report, as Vega-Lite specifications by the name that its page gives them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from orchestration.report import insight_charts, score_charts
from orchestration.report.drawing import Spec
from orchestration.report.words import LANGUAGES, WORDS

if TYPE_CHECKING:
    from orchestration.report.figures import Report


def report_charts(report: Report) -> dict[str, dict[str, Spec]]:
    """Name → language → specification; what there is nothing to draw of is left out."""
    heatmap = partial(insight_charts.heatmap, report.heatmap)
    months = [f"{month:%Y-%m}" for month in report.edition.months]
    drawn: dict[str, Callable[[str], Spec | None]] = {
        "trend-total": partial(score_charts.total_trend, report.totals, months),
        "trend": partial(score_charts.indicator_trend, report.trend, months),
        "attainment": partial(score_charts.attainment, report.lines),
        "themes": partial(insight_charts.themes, report.themes),
        "heatmap-contacts": partial(
            heatmap, "contacts_per_day", WORDS["contacts_per_day"], "blues"
        ),
        "heatmap-wait": partial(heatmap, "first_response_minutes", WORDS["wait"], "oranges"),
        "heatmap-load": partial(heatmap, "contacts_per_agent_hour", WORDS["load"], "purples"),
        "ranking": partial(score_charts.ranking, report.ranking, report.edition.agent_names),
        "forecast": partial(insight_charts.forecast, report.forecast),
    }
    for number, agent in enumerate(report.agents):
        drawn[f"agent-{number}"] = partial(score_charts.lost_points, agent.lines)
    specs = {name: in_both_languages(draw) for name, draw in drawn.items()}
    return {name: found for name, found in specs.items() if found}


def in_both_languages(draw: Callable[[str], Spec | None]) -> dict[str, Spec]:
    """The same chart once per language."""
    specs = {language: draw(language) for language in LANGUAGES}
    return {language: found for language, found in specs.items() if found is not None}
