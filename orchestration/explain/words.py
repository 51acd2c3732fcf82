"""Figures and names as people say them, in English and Chinese."""

from __future__ import annotations

from typing import Any

from orchestration.text_table import duration

STATUS = {
    "ok": "ok 有效",
    "insufficient_sample": "insufficient sample 样本不足",
    "not_measured": "not measured 未测量",
}
STANDING = {
    "strength": "strength 优势",
    "on_target": "on target 达标",
    "shortfall": "shortfall 短板",
    "severe_shortfall": "severe shortfall 严重短板",
}
STRATA = {
    "role": "role 岗位",
    "channel": "channel 渠道",
    "contact_type": "",
    "customer_type": "customers 客户",
    "customer_segment": "segment 客户等级",
    "price_band": "price band 价格带",
    "product_category": "product 品类",
    "is_complex": "complex 复杂问题",
    "is_remote": "remote area 偏远地区",
    "stage": "stage 环节",
    "season": "season 时期",
    "day_type": "days 日期类型",
    "industry": "industry 行业",
    "from": "from 自",
}
VALUES = {
    "ticket": "tickets 工单",
    "conversation": "conversations 在线会话",
    "call": "calls 电话",
    "new": "new 新客",
    "returning": "returning 老客",
    "peak": "peak 高峰日",
    "normal": "normal 平常日",
    "promotion": "promotion 大促期",
    "new_product": "new product 新品期",
    "off_season": "off season 淡季期",
    "post_complaint": "after a complaint 投诉后",
    "true": "yes 是",
    "false": "no 否",
}


def stratum(threshold_row: str | None) -> str:
    """To which events a threshold row applies; several rows are joined by ` + `."""
    if not threshold_row:
        return "no threshold 无阈值"
    return " or ".join(one_stratum(row) for row in threshold_row.split(" + "))


def one_stratum(threshold_row: str) -> str:
    _, *parts = threshold_row.split("|")
    said = []
    for part in parts:
        name, _, value = part.partition("=")
        said.append(f"{STRATA.get(name, name)} {VALUES.get(value, value)}".strip())
    return ", ".join(said) or "all 全部"


def factors(base: float | None, final: float | None, peak: float, vip: float) -> str:
    """Why a threshold is not that of its row: which factors turn the one into the other."""
    if not base or final is None or abs(final - base) < 1e-9:
        return ""
    known = {
        peak: f"× {number(peak)} peak day 高峰日",
        vip: f"× {number(vip)} VIP",
        peak * vip: f"× {number(peak)} peak day 高峰日 × {number(vip)} VIP",
    }
    for factor, said in known.items():
        if abs(base * factor - final) < 1e-6 * abs(final):
            return said
    return f"× {number(final / base)}"


def aim(line: dict[str, Any], unit: str) -> str:
    """What a line or a group was compared with."""
    if line["range_low"] is not None:
        return f"{shown(line['range_low'], unit)} – {shown(line['range_high'], unit)}"
    if line["target"] is None:
        return "–"
    return f"{shown(line['target'], unit)} / {shown(line['baseline'], unit)}"


def shown(value: float | None, unit: str) -> str:
    """A value in its unit."""
    if value is None:
        return "–"
    if unit == "s":
        return duration(value)
    return f"{value:.2f}" + (" %" if unit == "%" else "")


def number(value: float | None) -> str:
    """A figure without superfluous zeros."""
    return "–" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def plain(value: Any) -> str:
    """An exact sum without superfluous zeros."""
    if value is None:
        return "–"
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def safe(text: str) -> str:
    """A name from an export without signs that would move a terminal's cursor."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)
