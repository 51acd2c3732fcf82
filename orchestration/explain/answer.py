"""The answer: one card with what its lines cost, or one line with everything behind it."""

from __future__ import annotations

from orchestration.explain.facts import Facts, Row
from orchestration.explain.line import line_text
from orchestration.explain.question import NothingToExplainError, Question, near, period_name
from orchestration.explain.words import STANDING, STATUS, aim, number, shown
from orchestration.settings import Settings
from orchestration.store import connect, relation_exists
from orchestration.text_table import text_table

MIXED = "mixed thresholds 多个阈值"


def explain(
    settings: Settings,
    question: Question,
    indicator: str | None = None,
    scheme: str | None = None,
    *,
    all_events: bool = False,
) -> str:
    """The card's lines with their lost points; with an indicator, that line and its events.

    Without a scheme it is the primary card, or the first that weighs the indicator.
    """
    with connect(settings.published_file, read_only=True) as connection:
        if not relation_exists(connection, "marts", "scorecard_line_group"):
            raise NothingToExplainError("what is published was built by older code: refresh first")
        facts = Facts(connection, question, settings.business_timezone)
        cards = facts.cards(scheme)
        if indicator is None:
            return "\n".join(card_answer(facts, cards))
        code = facts.indicator_codes().get(indicator.casefold(), indicator)
        weighed: set[str] = set()
        for card in cards:
            lines = facts.lines(card["scheme"])
            weighed |= {line["indicator"] for line in lines}
            for line in lines:
                if line["indicator"] == code:
                    text = [*card_head(facts, card), ""]
                    return "\n".join(text + line_text(facts, line, all_events=all_events))
        raise NothingToExplainError(
            f"no card of {question.entity_id} for "
            f"{period_name(question.period, question.period_start)} weighs {indicator}"
            + near(indicator, sorted(weighed))
        )


def card_answer(facts: Facts, cards: list[Row]) -> list[str]:
    """The first card with its lines, the costliest first, and which others there are."""
    card, *others = cards
    lines = facts.lines(card["scheme"])
    text = [*card_head(facts, card), *total_text(card, lines), ""]
    table = [
        [
            "indicator 指标", "", "value 数值", "target / baseline 目标 / 基准", "band 等级",
            "points 得分", "weight 权重", "lost 失分", "",
        ]
    ]  # fmt: skip
    table += [line_cells(line) for line in lines]
    text += text_table(table, right=(2, 5, 6, 7))
    if any(MIXED in cells[-1] for cells in table):
        text += [
            "",
            f"{MIXED}: the target shown is the mean over the events; each group of events",
            "was judged by its own, and the points are the mean of the groups. Ask for the line.",
        ]
    if others:
        text += ["", "Other cards (--scheme): " + ", ".join(card["scheme"] for card in others)]
    return text


def card_head(facts: Facts, card: Row) -> list[str]:
    """Whose card it is, of when, by which scheme, and what it came to."""
    asked = facts.question
    who = "company" if asked.entity_type == "company" else f"{asked.entity_type} {asked.entity_id}"
    marks = [
        word
        for word, holds in (
            ("primary 主方案", card["is_primary"]),
            ("on trial 试运营", card["is_pilot"]),
            ("the period still runs 未结束", not card["is_complete"]),
        )
        if holds
    ]
    place = [
        f"{label} {value}"
        for label, value in (("team 团队", card["team_id"]), ("role 岗位", card["role"]))
        if value and asked.entity_type == "agent"
    ]
    total = "no total 无总分" if card["total"] is None else f"{number(card['total'])} points 分"
    rank = (
        ""
        if card["rank"] is None
        else f", rank 名次 {card['rank']} of {card['rated']} (tie group 并列组 {card['tie_group']})"
    )
    text = [
        f"{who} · {asked.period} {period_name(asked.period, asked.period_start)} · "
        f"scheme {card['scheme']} {card['name']} {card['name_zh']}"
        + (f" ({', '.join(marks)})" if marks else ""),
        ", ".join([*place, f"season 时期 {card['season']}"]),
        f"{total}: {card['grade']} {card['grade_zh'] or ''}{rank}",
    ]
    official = facts.official(card["scheme"])
    if official is not None:
        sealed = "no total" if official["total"] is None else number(official["total"])
        text.append(
            f"official 已封存: {sealed}, {official['grade']} (build {official['sealed_build_id']})"
        )
        if official["reason"]:
            changed = f": {official['lines']}" if official["lines"] else ""
            text.append(f"  differs today 今日不同: {official['reason']}{changed}")
    return text


def total_text(card: Row, lines: list[Row]) -> list[str]:
    """How the total comes from the lines that count."""
    counted = [line for line in lines if line["status"] == "ok"]
    weight = sum(line["weight"] for line in counted)
    points = sum(line["weighted_points"] for line in counted)
    if card["total"] is not None:
        return [
            f"  total 总分 = Σ weight × points ÷ Σ weight of the lines that count = "
            f"{number(points)} × 100 ÷ {number(weight)} = {number(card['total'])}"
        ]
    least = 100 * float(card["min_coverage"] or 0)
    return [
        f"  only {number(weight)} of 100 of the weight is measured, and a total needs "
        f"{number(least)} 可测权重不足"
    ]


def line_cells(line: Row) -> list[str]:
    """One line as a row of the card's table."""
    return [
        line["indicator"],
        line["name_zh"],
        shown(line["value"], line["unit"]),
        aim(line, line["unit"]),
        f"{line['band']} {line['band_zh']}" if line["band"] else "",
        number(line["points"]),
        number(line["weight"]),
        number(line["lost_points"]),
        ", ".join(notes(line)),
    ]


def notes(line: Row) -> list[str]:
    """What else there is to know about a line."""
    words = []
    if line["status"] != "ok":
        words.append(STATUS[line["status"]])
    elif line["standing"] in ("strength", "severe_shortfall"):
        words.append(STANDING[line["standing"]])
    if line["is_inherited"]:
        words.append(f"the team's 团队 ({line['team_id']})")
    if is_mixed(line):
        words.append(MIXED)
    return words


def is_mixed(line: Row) -> bool:
    """Whether the points are not what the value earns against the target shown."""
    if line["points"] is None or line["judged_by"] != "thresholds" or line["target"] is None:
        return False
    sign = -1 if line["direction"] == "lower" else 1
    reaches_target = sign * (line["value"] - line["target"]) >= -1e-9
    reaches_baseline = sign * (line["value"] - line["baseline"]) >= -1e-9
    if reaches_target:
        return bool(line["points"] < 80 - 1e-9)
    low, high = (60, 80) if reaches_baseline else (0, 60)
    return not low - 1e-9 <= line["points"] < high + 1e-9
