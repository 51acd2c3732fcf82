"""One line in full: definition, weight, thresholds, and the events with file and line."""

from __future__ import annotations

from decimal import Decimal
from math import inf
from zoneinfo import ZoneInfo

from orchestration.explain.facts import Facts, Row
from orchestration.explain.words import (
    STATUS,
    aim,
    factors,
    number,
    plain,
    safe,
    shown,
    stratum,
)
from orchestration.text_table import text_table

SHOWN_EVENTS = 20
WEIGHTS = "seeds/scoring/scheme_weights.csv"
OVERLAYS = "seeds/scoring/season_overlays.csv"
TARGETS = "seeds/scoring/indicator_targets.csv"


def line_text(facts: Facts, line: Row, *, all_events: bool) -> list[str]:
    """Everything behind a line."""
    groups = facts.groups(line)
    text = [
        f"{line['name_en']} · {line['name_zh']} ({line['indicator']})",
        f"  definition 定义  {line['formula_en']}",
        f"                   {line['formula_zh']}",
        f"  counts for 归属  {line['owner_rule'] or '–'}; source 来源 {line['source'] or 'ours'}",
        *(
            [f"                   the line of the team {line['team_id']}, the same for all in it"]
            if line["is_inherited"]
            else []
        ),
        f"  sums 合计        {plain(line['numerator'])} ÷ {plain(line['denominator'])}, "
        f"{line['sample_size'] or 0} events 样本",
        f"  value 数值       {value_text(line)}",
        *(f"  {label}{words}" for label, words in judged_text(facts, line, groups)),
        *weight_text(facts, line),
        f"  lost 失分        {lost_text(line)}",
        f"  status 状态      {status_text(line)}",
        "",
    ]
    events = facts.events(line)
    if not events:
        return [*text, "No event contributes to this line. 无事件"]
    return (
        text
        + groups_text(facts, line, groups)
        + events_text(facts, line, groups, events, all_events)
    )


def value_text(line: Row) -> str:
    """The value with its interval, where it has one."""
    unit = line["unit"]
    said = shown(line["value"], unit)
    if line["value_low"] is not None:
        said += f" (95 %: {shown(line['value_low'], unit)} to {shown(line['value_high'], unit)})"
    if line["prev_value"] is not None:
        said += f"; the period before 上期 {shown(line['prev_value'], unit)}"
    return said


def judged_text(facts: Facts, line: Row, groups: list[Row]) -> list[tuple[str, str]]:
    """How the value became points."""
    if line["points"] is None:
        return []
    earned = (
        f"{number(line['points'])} ({line['band']} {line['band_zh'] or ''}, by {line['method']})"
    )
    if line["judged_by"] == "thresholds":
        return [("points 得分      ", f"{earned}: {mean_text(line, groups)}")]
    if line["judged_by"] == "year_on_year":
        words = (
            f"{earned}: its change on the same period a year before 同比, "
            f"{number(line['scored_value'])} %, against {number(line['target'])} / "
            f"{number(line['baseline'])}"
        )
    elif line["judged_by"] == "role_median":
        words = (
            f"{earned}: against the median of the role's agents in the period 岗位中位数, "
            f"{aim(line, line['unit'])}"
        )
    else:
        words = (
            f"{earned}: against the scheme's own threshold 方案自有阈值, {aim(line, line['unit'])}"
        )
    return [("points 得分      ", words)]


def mean_text(line: Row, groups: list[Row]) -> str:
    """The points as the mean of the groups' points with their denominators as weights."""
    judged = [group for group in groups if group["points"] is not None]
    if len(judged) == 1:
        return f"against {aim(judged[0], line['unit'])}"
    weights: dict[float, Decimal] = {}
    for group in sorted(judged, key=lambda each: -each["points"]):
        points = round(group["points"], 9)
        weights[points] = weights.get(points, Decimal(0)) + group["denominator"]
    parts = " + ".join(f"{plain(weight)} × {number(points)}" for points, weight in weights.items())
    whole = sum(group["denominator"] for group in judged)
    mean = sum(float(group["denominator"]) * group["points"] for group in judged) / float(whole)
    said = f"the mean of the groups below, ({parts}) ÷ {plain(whole)} = {number(mean)}"
    return (
        said if abs(mean - line["points"]) < 1e-6 else f"{said}, but no more than the scheme lets"
    )


def weight_text(facts: Facts, line: Row) -> list[str]:
    """The weight rows, and what seasons and goals made of them."""
    rows = [
        f"{WEIGHTS}, row scheme {line['scheme']}, indicator {line['indicator']}"
        + ("" if row["valid_from"] is None else f", valid_from {row['valid_from']}")
        + f": {number(row['weight'])}"
        + (
            ""
            if row["min_weight"] is None
            else f", range {number(row['min_weight'])} – {number(row['max_weight'])}"
        )
        + f" (basis 依据 {row['basis']}, source 来源 {row['source'] or '–'})"
        for row in facts.weight_rows(line)
    ]
    days = facts.overlaid_days(line)
    for each in days:
        name = f"{each['season']} {each['name_zh'] or ''}".strip()
        what = (
            "lists other indicators, and this one is scaled to the rest"
            if each["weight"] is None
            else f"lists {number(each['weight'])}"
        )
        rows.append(f"{OVERLAYS}, on {each['days']} days of {name}: {what}")
    if len(rows) > 1:
        rows.append("the weight is the mean of the period's days 按日平均")
    first, *others = [f"{number(line['weight'])}; {rows[0]}", *rows[1:]]
    return [f"  weight 权重      {first}", *(f"{' ' * 19}{row}" for row in others)]


def lost_text(line: Row) -> str:
    if line["points"] is None:
        return "–: the line does not count 不计分"
    return (
        f"{number(line['weight'])} × (100 − {number(line['points'])}) ÷ 100 = "
        f"{number(line['lost_points'])}; it brings {number(line['weighted_points'])}"
    )


def status_text(line: Row) -> str:
    said = STATUS[line["status"]]
    if line["status"] == "insufficient_sample":
        said += f": {line['sample_size']} events, and {line['min_sample']} are needed"
    if line["status"] == "not_measured":
        said += ": no value, or no threshold for it"
    return said


def groups_text(facts: Facts, line: Row, groups: list[Row]) -> list[str]:
    """The thresholds that judged the events, numbered as the events name them."""
    peak, vip = facts.parameter("peak_relaxation"), facts.parameter("vip_tightening")
    unit = line["unit"]
    table = [
        [
            "  #", "applies to 适用", "row says 阈值行", "factor 系数",
            "target / baseline 目标 / 基准", "events 事件", "sums 合计", "value 数值",
            "band 等级", "points 得分",
        ]
    ]  # fmt: skip
    for number_of_group, group in enumerate(groups, 1):
        base = {**group, "target": group["base_target"], "baseline": group["base_baseline"]}
        table.append(
            [
                f"  {number_of_group}",
                stratum(group["threshold_row"]),
                aim(base, unit),
                factors(group["base_target"], group["target"], peak, vip),
                aim(group, unit),
                str(group["events"]),
                f"{plain(group['numerator'])} ÷ {plain(group['denominator'])}",
                shown(group["value"], unit),
                f"{group['band']} {group['band_zh'] or ''}" if group["band"] else "–",
                number(group["points"]),
            ]
        )
    basis = f"; basis 依据 {line['threshold_basis']}" if line["threshold_basis"] else ""
    title = f"Thresholds of its events 阈值 ({TARGETS}{basis}):"
    if line["judged_by"] != "thresholds":
        title = f"General thresholds of its events ({TARGETS}); they did not judge this line:"
    return [title, *text_table(table, right=(5, 7, 9)), ""]


def events_text(
    facts: Facts, line: Row, groups: list[Row], events: list[Row], all_events: bool
) -> list[str]:
    """The events behind a line, and that they add up to it."""
    zone = ZoneInfo(facts.business_timezone())
    numbers = {
        (group["target"], group["baseline"], row): place
        for place, group in enumerate(groups, 1)
        for row in (group["threshold_row"] or "").split(" + ")
    }
    chosen = events if all_events else costliest(line, events)[:SHOWN_EVENTS]
    table = [
        [
            "  event 事件", f"at 时间 ({zone.key})", "numerator 分子", "denominator 分母", "#",
            "line of the export 导出文件:行",
        ]
    ]  # fmt: skip
    for event in chosen:
        where = "" if event["file"] is None else f"{safe(event['file'])}:{event['line']}"
        place = numbers.get((event["target"], event["baseline"], event["threshold_row"] or ""))
        at = event["event_at"].replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
        table.append(
            [
                f"  {event['event_type']} {safe(event['event_id'])}",
                f"{at:%Y-%m-%d %H:%M:%S}",
                part(event["numerator"], line["unit"]),
                plain(event["denominator"]),
                str(place or "–"),
                where,
            ]
        )
    title = f"All {len(events)} events 全部事件:"
    if len(chosen) < len(events):
        which = (
            f"the {len(chosen)} of {len(events)} that weigh most against it"
            if has_bad_side(line)
            else f"the first {len(chosen)} of {len(events)}"
        )
        title = f"Events 事件 ({which}; --all lists every one):"
    numerator = sum(event["numerator"] for event in events)
    denominator = sum(event["denominator"] for event in events)
    same = numerator == line["numerator"] and denominator == line["denominator"]
    return [
        title,
        *text_table(table, right=(2, 3, 4)),
        "",
        f"All {len(events)} events: {plain(numerator)} ÷ {plain(denominator)}"
        + (", the line's sums exactly." if same else ": NOT the line's sums, please report this."),
    ]


def has_bad_side(line: Row) -> bool:
    """Whether more, or less, is worse; of a range and of watched indicators neither is."""
    return line["direction"] in ("lower", "higher")


def costliest(line: Row, events: list[Row]) -> list[Row]:
    """The events that pull the value to its bad side first; where there is none, by time."""
    if not has_bad_side(line):
        return events
    return sorted(events, key=lambda event: badness(line, event), reverse=True)


def badness(line: Row, event: Row) -> float:
    """How far an event misses its own target, in steps; without a target, the line's value.

    What counts in the numerator alone (a complaint, a contribution) is all bad or all good.
    """
    sign = 1 if line["direction"] == "lower" else -1
    if not event["denominator"]:
        return sign * inf if event["numerator"] else 0.0
    value = float(event["numerator"]) / float(event["denominator"]) * line["scale"]
    target, baseline = event["target"], event["baseline"]
    if target is None or baseline is None or target == baseline:
        return sign * (value - (line["value"] or 0.0))
    return float(sign * (value - target) / abs(target - baseline))


def part(value: object, unit: str) -> str:
    """An event's part of a sum; seconds as people say them besides."""
    if value is None or unit != "s":
        return plain(value)
    return f"{plain(value)} s ({shown(float(str(value)), unit)})"
