"""What the centre costs, its services in the field and what is being done to improve."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from orchestration.demo import columns
from orchestration.demo.centre import NIGHT_TEAM, TEAM, TEAM_IDS, TEAMS, WEAK_TEAM
from orchestration.demo.columns import NONE
from orchestration.demo.staff import Staff
from orchestration.demo.stories import Stories
from orchestration.demo.window import HOUR, Window

COSTS = {"salary": 6900.0, "system": 520.0, "training": 140.0, "outsourcing": 380.0}
"""Yuan per head and month."""


def service_costs_table(staff: Staff, window: Window, rng: np.random.Generator) -> pa.Table:
    """One row per month, team and kind, two months further back than the contacts."""
    months = [month.label for month in window.months]
    earlier = [shift_month(window.first_day, -2), shift_month(window.first_day, -1)]
    labels = [f"{d.year:04}-{d.month:02}" for d in earlier] + months
    rows: list[tuple[str, str, str, float]] = []
    for i, label in enumerate(labels):
        number = min(max(i - len(earlier), 0), len(months) - 1)
        day = min((window.months[number].start - window.start) // 86_400 + 14, window.days - 1)
        heads = np.bincount(staff.team[staff.in_service(day), day], minlength=len(TEAMS))
        raises = 1 + 0.03 * i / 12
        for team in range(len(TEAMS)):
            for kind, per_head in COSTS.items():
                extra = 1.25 if kind == "salary" and TEAM_IDS[team] == NIGHT_TEAM else 1.0
                promotion = 2.5 if kind == "outsourcing" and label[5:] in ("06", "11") else 1.0
                amount = heads[team] * per_head * raises * extra * promotion
                rows.append((label, TEAM_IDS[team], kind, amount * rng.lognormal(0, 0.015)))
    month, team_id, kinds, amounts = zip(*rows, strict=True)
    return pa.table(
        {
            "month": pa.array(month),
            "team_id": pa.array(team_id),
            "kind": pa.array(kinds),
            "amount": columns.money(np.array(amounts)),
        }
    )


def shift_month(day: date, months: int) -> date:
    """First day of the month so many months on."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def field_services_table(staff: Staff, window: Window, rng: np.random.Generator) -> pa.Table:
    """One row per visit of a technician."""
    day = np.repeat(np.arange(window.days), rng.poisson(2.2, window.days))
    technicians = np.flatnonzero(staff.team[:-1, 0] == TEAM["tech_support"])
    agent = technicians[rng.integers(0, len(technicians), len(day))]
    gone = (staff.left[agent] != NONE) & (staff.left[agent] < day)
    agent = np.where(gone, technicians[0], agent)
    at = np.sort(window.midnight(day) + rng.integers(9 * HOUR, 18 * HOUR, len(day)))
    used = rng.poisson(1.8, len(day))
    careless = np.clip(0.055 * staff.carelessness[agent], 0.01, 0.3)
    return pa.table(
        {
            "service_id": columns.consecutive_ids("F", len(day), 5),
            "agent_id": columns.texts(
                staff.ids, np.where(rng.random(len(day)) < 0.02, NONE, agent)
            ),
            "served_at": columns.instants(at),
            "parts_used": columns.integers(used),
            "parts_wasted": columns.integers(rng.binomial(used, careless)),
            "carbon_kg": pa.array(
                np.round(rng.gamma(4.0, 0.9, len(day)), 2), mask=rng.random(len(day)) < 0.04
            ),
        }
    )


def improvement_actions_table(staff: Staff, stories: Stories, window: Window) -> pa.Table:
    """One row per action that somebody promised; some help, some do not, some are late."""

    def back(days: int) -> date:
        return max(window.last_day - timedelta(days=days), window.first_day)

    closer = staff.ids[stories.early_closer]
    worked = window.dates[stories.trainings[0].day]
    rows: list[tuple[object, ...]] = [
        ("IA-001", "first_response_time", "team", NIGHT_TEAM, "夜里提交的工单拖到第二天才有人回",
         "夜间在岗人数不够", "夜间再加一班", "客服部", "夜班主管", "排班系统2万元",
         back(92), 3600.0, "level", "hour:20-08", None),
        ("IA-002", "service_attitude_score", "team", WEAK_TEAM, "语气生硬，不顾客户感受",
         "没有礼仪方面的课程", "分批参加礼仪工作坊", "人力资源部", "培训主管",
         "教材三千元", min(worked + timedelta(days=45), window.last_day), 0.3,
         "change", None, worked),
        ("IA-003", "csat_rate", "team", WEAK_TEAM, "满意度低于其他售后团队", "技能不足",
         "师徒结对，每周复盘差评", "客服部", "售后主管", None, back(30), 85.0, "level", None, None),
        ("IA-004", "solution_reuse_rate", "company", None, "知识库引用率偏低", "知识库条目过期",
         "每月清理知识库", "技术部", "知识库管理员", None, back(61), 40.0, "level", None, back(75)),
        ("IA-005", "call_connect_rate", "company", None, "大促期间电话排队", "排班未随活动调整",
         "大促前两周增加临时座席", "客服部", "排班主管", "外包预算5万元",
         back(45), 95.0, "level", "channel:phone", back(55)),
        ("IA-006", "repeat_contact_rate_7d", "agent", closer, "工单过早关闭", "为达标提前结单",
         "抽查结单质量，取消结单时长奖励", "质检部", "质检主管", None, back(15), 10.0, "level",
         None, None),
        ("IA-007", "first_contact_resolution_rate", "team", "tech_support", "疑难问题被反复转手",
         "一线权限太小", "常见故障由一线直接处理", "技术部", "技术主管", "每月多用半个人",
         back(120), 80.0, "level", None, back(150)),
        ("IA-008", "inquiry_conversion_rate", "team", "presales_b", "咨询转化率偏低",
         "需求挖掘不足", "话术工作坊", "运营部", "售前主管", None,
         window.last_day + timedelta(days=31), 1.5, "change", None, None),
    ]  # fmt: skip
    names = (
        "action_id", "indicator", "scope_type", "scope_id", "problem", "root_cause", "measure",
        "department", "owner", "resources", "due_on", "target_value", "target_kind", "segment",
        "completed_on",
    )  # fmt: skip
    return pa.table({n: pa.array(v) for n, v in zip(names, zip(*rows, strict=True), strict=True)})
