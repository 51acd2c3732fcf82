"""One report as one HTML page that needs nothing but itself."""

from __future__ import annotations

import json
import shlex
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from orchestration.report.charts import report_charts
from orchestration.report.drawing import CONFIG
from orchestration.report.figures import COMPANY, Report, Row
from orchestration.report.units import Scale, plain_number, scale_for
from orchestration.report.words import WEEKDAYS, WORDS, Text, value_text

TEMPLATES = Path(__file__).parent / "template"
# The one function that report.js calls.
ENTRY = "window.vegaEmbed = vegaEmbed;"
# Longer names are cut by file systems; ids this long are shortened and told apart by a hash.
LONGEST_NAME = 120


def render(report: Report, business_timezone: str) -> str:
    """The page as text."""
    page = Page(report, business_timezone)
    return page.environment().get_template("report.html").render(page.values())


@cache
def vega_scripts() -> Markup:
    """Vega, Vega-Lite and Vega-Embed as one script, of the version that Altair writes for."""
    import altair
    import vl_convert

    version = altair.SCHEMA_VERSION.removeprefix("v").rsplit(".", 1)[0]
    return script_text(vl_convert.javascript_bundle(ENTRY, vl_version=version))


def script_text(script: str) -> Markup:
    """A script that cannot end its own element."""
    return Markup(script.replace("</script", "<\\/script").replace("<!--", "<\\!--"))  # noqa: S704


def json_text(value: Any) -> Markup:
    """JSON inside a page: no text in it can end its element or begin another."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704


def file_name(entity_type: str, entity_id: str) -> str:
    """A file name that no id can lead out of its folder."""
    if entity_type == COMPANY:
        return "company.html"
    safe = quote(entity_id, safe="").replace("%", "_").replace(".", "_2E")
    if len(safe) > LONGEST_NAME:
        from hashlib import sha256

        safe = f"{safe[: LONGEST_NAME - 17]}-{sha256(entity_id.encode()).hexdigest()[:16]}"
    return f"{entity_type}-{safe}.html"


def both(text: Text) -> Markup:
    """A text in both languages, of which the page shows one; once where they are the same."""
    if text.en == text.zh:
        return escape(text.en)
    return Markup('<span lang="en">{}</span><span lang="zh">{}</span>').format(text.en, text.zh)


def both_texts(en: str | None, zh: str | None) -> Markup:
    return both(Text(en or zh or "", zh or en or ""))


def name(row: Row) -> Markup:
    return both_texts(row["name_en"], row["name_zh"])


def amount(value: float | None, unit: str | None) -> Text:
    return scale_for(unit, [value]).text(value)


def amounts(line: Row) -> dict[str, Text]:
    """Value, target and baseline of a line on one scale; a range stands for its target."""
    edges = [line[key] for key in ("value", "target", "baseline", "range_low", "range_high")]
    scale = scale_for(line["unit"], edges)
    target = scale.text(line["target"])
    if line["target"] is None and line["range_low"] is not None and line["range_high"] is not None:
        target = range_text(scale, line["range_low"], line["range_high"])
    return {
        "value": scale.text(line["value"]),
        "target": target,
        "baseline": scale.text(line["baseline"]),
    }


def range_text(scale: Scale, low: float, high: float) -> Text:
    first = plain_number(low / scale.divisor)
    last = scale.text(high)
    return Text(f"{first} – {last.en}", f"{first} – {last.zh}")


def points(value: float | None) -> str:
    return "–" if value is None else plain_number(value)


def signed(value: float | None) -> str:
    return "–" if value is None else f"{value:+.1f}".replace("-", "−")


def percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


class Page:
    """What the template asks for."""

    def __init__(self, report: Report, business_timezone: str) -> None:
        self.report = report
        self.edition = report.edition
        self.zone = ZoneInfo(business_timezone)
        self.charts = report_charts(report)

    def environment(self) -> Environment:
        return Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
        )

    def values(self) -> dict[str, Any]:
        return {
            "report": self.report,
            "edition": self.edition,
            "words": WORDS,
            "month": f"{self.edition.month:%Y-%m}",
            "titles": self.titles(),
            "as_of": self.as_of(),
            "sections": self.sections(),
            "strengths": self.standing("strength"),
            "shortfalls": self.standing("severe_shortfall") + self.standing("shortfall"),
            "busiest": self.busiest(),
            "forecast_summary": self.forecast_summary(),
            "chart_names": set(self.charts),
            "chart_data": json_text(
                {"config": CONFIG, "specs": self.charts, "titles": self.titles()._asdict()}
            ),
            "css": Markup((TEMPLATES / "report.css").read_text(encoding="utf-8")),  # noqa: S704
            "js": script_text((TEMPLATES / "report.js").read_text(encoding="utf-8")),
            "vega": vega_scripts(),
            "grade": self.grade,
            "team_name": self.team_name,
            "agent_name": self.agent_name,
            "segment_name": self.segment_name,
            "reasons": self.reasons,
            "filled": self.filled,
            "shell_word": shlex.quote,
            **{
                function.__name__: function
                for function in (
                    amount, amounts, both, both_texts, file_name, name, percent, points, signed,
                    value_text,
                )
            },
        }  # fmt: skip

    def titles(self) -> Text:
        month = f"{self.edition.month:%Y-%m}"
        subject, kind = self.report.subject.name, WORDS["monthly_report"]
        return Text(f"{subject.en} {month} · {kind.en}", f"{subject.zh} {month} · {kind.zh}")

    def as_of(self) -> str:
        """In the business time zone."""
        if self.edition.as_of is None:
            return "–"
        instant = self.edition.as_of.replace(tzinfo=ZoneInfo("UTC"))
        return f"{instant.astimezone(self.zone):%Y-%m-%d %H:%M}"

    def sections(self) -> list[tuple[str, str]]:
        names = [
            ("total", "total"),
            ("trend", "trend"),
            ("attainment", "attainment"),
            ("standing", "strengths_shortfalls"),
            ("themes", "themes"),
            ("heatmap", "heatmap"),
            ("ranking", "ranking"),
            ("causes", "causes"),
            ("alerts", "alerts"),
        ]
        if self.report.forecast:
            names.append(("forecast", "forecast"))
        if self.report.agents:
            names.append(("agent-0", "agents"))
        return names

    def standing(self, standing: str) -> list[Row]:
        return [line for line in self.report.lines if line["standing"] == standing]

    def busiest(self) -> Text | None:
        rows = [row for row in self.report.heatmap if row["contacts_per_day"]]
        if not rows:
            return None
        top = max(rows, key=lambda row: row["contacts_per_day"])
        day = WEEKDAYS[top["weekday"] - 1]
        values = {"hour": top["hour_of_day"], "contacts": plain_number(top["contacts_per_day"])}
        text = WORDS["busiest"]
        return Text(text.en.format(day=day.en, **values), text.zh.format(day=day.zh, **values))

    def forecast_summary(self) -> list[Row]:
        """Per channel: the mean day, the most staff, the backtest."""
        found = []
        for channel, group in groupby(self.report.forecast, key=lambda row: row["channel"]):
            rows = list(group)
            staff = [row["required_staff"] for row in rows if row["required_staff"] is not None]
            found.append(
                {
                    "channel": channel,
                    "contacts": sum(row["contacts"] for row in rows) / len(rows),
                    "staff": max(staff, default=None),
                    "mase": rows[0]["mase"],
                }
            )
        return found

    def grade(self, grade: str | None) -> Text:
        return self.edition.grades.get(grade or "", value_text(grade))

    def team_name(self, team_id: str | None) -> Markup:
        known = self.edition.team_names.get(team_id or "")
        return escape(known) if known else both(value_text(team_id))

    def agent_name(self, agent_id: str) -> str:
        known = self.edition.agent_names.get(agent_id)
        return f"{known} ({agent_id})" if known else agent_id

    def segment_name(self, segment: str) -> str:
        return self.agent_name(segment) if segment in self.edition.agent_names else segment

    def reasons(self, need: Row) -> Markup:
        """Why somebody needs a course: indicators short of target, then failed checks."""
        indicators = (need["shortfall_indicators"] or "").split("|")
        items = (need["failed_items"] or "").split("|")
        texts = [
            *(self.edition.indicators.get(code, Text(code, code)) for code in indicators if code),
            *(value_text(item) for item in items if item),
        ]
        return Markup(", ").join(both(text) for text in texts)

    def filled(self, key: str, **values: object) -> Text:
        text = WORDS[key]
        return Text(text.en.format(**values), text.zh.format(**values))
