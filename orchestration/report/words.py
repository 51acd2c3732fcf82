"""Everything that the report says of its own accord, in English and in Chinese."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """The same in both languages; ``text.en`` and ``text.zh``, or by ``text.said(language)``."""

    en: str
    zh: str

    def said(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


LANGUAGES = ("en", "zh")

WORDS = {
    "action": Text("Action", "措施"),
    "actions": Text("Improvement actions under review", "改进措施复查"),
    "actual": Text("Actual", "实际"),
    "agent": Text("Agent", "客服"),
    "agents": Text("Agents", "客服个人"),
    "alert": Text("Alert", "预警"),
    "alerts": Text("Alerts in the month", "本月预警"),
    "as_of": Text("Data as of", "数据截至"),
    "attainment": Text("Actual against baseline and target", "实际值与基准值、目标值对比"),
    "attainment_axis": Text(
        "Share of the way from baseline (0 %) to target (100 %)",
        "从基准值（0%）到目标值（100%）的完成程度",
    ),
    "attainment_note": Text(
        "Bars that would reach beyond the frame are cut off; the numbers beside them are not.",
        "超出图幅的条形被截断，旁边的数字为完整数值。",
    ),
    "baseline": Text("Baseline", "基准值"),
    "build": Text("Build", "构建版本"),
    "busiest": Text(
        "Most contacts come on {day} at {hour}:00: {contacts} a day.",
        "来访最多的时段：{day} {hour}:00，平均每天 {contacts} 次。",
    ),
    "cause": Text("Likely cause", "可能原因"),
    "cause_kind": Text("Kind", "类别"),
    "causes": Text("Likely causes of shortfalls, and what to do", "短板的可能原因与对策"),
    "change": Text("Change", "环比"),
    "channel": Text("Channel", "渠道"),
    "comments": Text("Comments", "评价数"),
    "company": Text("Company", "公司"),
    "conflicts": Text("Conflicts between figures", "指标冲突提示"),
    "contacts": Text("Contacts", "服务量"),
    "contacts_per_day": Text("Contacts a day", "每天服务量"),
    "course": Text("Course", "课程"),
    "coverage": Text("Measured", "已测权重"),
    "due": Text("Due", "期限"),
    "evidence_hint": Text("Every line leads to its events:", "每一行都可追溯到原始事件："),
    "forecast": Text("Contacts of the next 28 days", "未来28天服务量预测"),
    "forecast_note": Text(
        "Line: expected contacts. Band: 95 % interval. MASE below 1 is better than repeating last "
        "week. Staff: agents needed in the busiest hour by Erlang C, 80 % in 20 s.",
        "折线为预计服务量，色带为95%区间。MASE小于1说明优于“照搬上周”。"
        "人力：按Erlang C（20秒内接起80%）计算的最忙小时所需人数。",
    ),
    "grade": Text("Grade", "等级"),
    "heatmap": Text("When customers come, and how long they wait", "客户来访时段与等待时长"),
    "hour": Text("Hour of the day", "小时"),
    "indicator": Text("Indicator", "指标"),
    "kind": Text("Verdict", "结论"),
    "language": Text("Language", "语言"),
    "likely": Text(
        "A cause here is a candidate, not a verdict: it was off at the same time.",
        "以下为候选原因而非定论：仅说明其同期异常。",
    ),
    "load": Text("Contacts per agent hour", "人均每小时服务量"),
    "lost_points": Text("Lost points", "失分"),
    "lost_points_title": Text("Where points were lost", "失分分布"),
    "margin_note": Text(
        "Bars show the 95 % interval of the total. Ranks and tie groups compare those who are "
        "scored by the same scheme; within one tie group the difference may be chance.",
        "横线为总分的95%区间。名次与并列组仅在同一考核方案内比较；同一并列组内的差异可能出于偶然，"
        "不作名次区分。",
    ),
    "mase": Text("MASE", "MASE"),
    "medals": Text("Medals", "勋章"),
    "month": Text("Month", "月份"),
    "monthly_report": Text("Monthly service appraisal", "月度服务考核报告"),
    "needs": Text("Training needs", "培训需求"),
    "no_card": Text("No score: too little of the scheme is measured.", "无总分：已测指标不足。"),
    "none": Text("None.", "无。"),
    "not_sealed": Text("Provisional: not sealed yet", "暂定：尚未封存"),
    "official": Text("Official: sealed by build", "正式：已封存，版本"),
    "open": Text("open", "未关闭"),
    "closed": Text("closed", "已关闭"),
    "points": Text("Points", "得分"),
    "problem_share": Text("of which problems", "其中问题评价"),
    "provisional_month": Text("The month still runs", "本月尚未结束"),
    "rank": Text("Rank", "名次"),
    "ranking": Text("Ranking", "排名"),
    "reason": Text("Reason", "原因"),
    "restated": Text(
        "{count} totals would differ today from the official ones: official.scorecard_restatement.",
        "今天重算将有 {count} 项总分与正式成绩不同，见 official.scorecard_restatement。",
    ),
    "role": Text("Role", "岗位"),
    "scheme": Text("Scheme", "考核方案"),
    "scorecard_lines": Text("The scorecard, line by line", "考核明细"),
    "shortfalls": Text("Shortfalls", "短板指标"),
    "skip": Text("Skip to the content", "跳到正文"),
    "staff": Text("Staff, busiest hour", "最忙小时所需人数"),
    "standing": Text("Standing", "达标情况"),
    "strengths_shortfalls": Text("Strengths and shortfalls", "优势与短板"),
    "stars": Text("Stars", "星级"),
    "strengths": Text("Strengths", "优势指标"),
    "target": Text("Target", "目标值"),
    "team": Text("Team", "团队"),
    "teams": Text("Teams", "团队"),
    "theme": Text("Theme", "主题"),
    "theme_note": Text(
        "Light bar: share of the comments that name a theme; a comment may name several. Dark bar "
        "and number: share that names it as a problem, with ⚠ where that is over the limit.",
        "浅色条：提及该主题的评价占比，一条评价可涉及多个主题。深色条及数字：作为问题提及的占比，"
        "超过上限时标⚠。",
    ),
    "theme_share": Text("Share of comments (%)", "占评价的比例（%）"),
    "themes": Text("What customers write about", "客户反馈主题"),
    "tie_group": Text("Tie group", "并列组"),
    "tier": Text("Tier", "职级"),
    "total": Text("Total score", "总分"),
    "trend": Text("Three months", "三个月走势"),
    "trend_note": Text("Solid: actual. Dashed: target.", "实线：实际值；虚线：目标值。"),
    "trend_total": Text("Total score, three months", "三个月总分"),
    "value": Text("Value", "数值"),
    "wait": Text("Mean first response (minutes)", "平均首次响应（分钟）"),
    "weekday": Text("Weekday", "星期"),
    "weight": Text("Weight", "权重"),
}

WEEKDAYS = (
    Text("Mon", "周一"),
    Text("Tue", "周二"),
    Text("Wed", "周三"),
    Text("Thu", "周四"),
    Text("Fri", "周五"),
    Text("Sat", "周六"),
    Text("Sun", "周日"),
)

# The closed vocabularies of the marts. A word that is not here is shown as it is.
VALUES = {
    "strength": Text("▲ strength", "▲ 优势"),
    "on_target": Text("● on target", "● 达标"),
    "shortfall": Text("▽ short of target", "▽ 未达目标"),
    "severe_shortfall": Text("▼ short of baseline", "▼ 未达基准"),
    "insufficient_sample": Text("too few events", "样本不足"),
    "not_measured": Text("not measured", "未测"),
    "verified": Text("verified", "已验证有效"),
    "improving": Text("improving", "改善中"),
    "not effective": Text("not effective", "未见成效"),
    "overdue": Text("overdue", "已逾期"),
    "process": Text("process", "流程"),
    "staffing": Text("staffing", "人力"),
    "tool": Text("tool", "工具"),
    "skill": Text("skill", "技能"),
    "knowledge": Text("knowledge", "知识"),
    "product": Text("product", "产品"),
    "warning": Text("warning", "警告"),
    "critical": Text("critical", "严重"),
    "presales": Text("presales", "售前"),
    "aftersales": Text("after-sales", "售后"),
    "complaint": Text("complaints", "投诉"),
    "tech_support": Text("technical support", "技术支持"),
    "social": Text("social media", "社交媒体"),
    "unknown": Text("unknown", "未知"),
    "app": Text("app", "App"),
    "email": Text("e-mail", "邮件"),
    "phone": Text("phone", "电话"),
    "ticket": Text("ticket", "工单"),
    "web": Text("web", "网页"),
    "wechat": Text("WeChat", "微信"),
    "script_compliant": Text("script", "话术规范"),
    "process_compliant": Text("process", "流程规范"),
    "classification_correct": Text("classification", "问题分类"),
    "record_matches_customer": Text("record", "记录真实"),
    "attitude": Text("attitude", "服务态度"),
    "professionalism": Text("professionalism", "专业性"),
    "accuracy": Text("accuracy", "准确性"),
    "empathy": Text("empathy", "同理心"),
}


def value_text(value: str | None) -> Text:
    """A word of the marts in both languages."""
    if value is None:
        return Text("–", "–")
    return VALUES.get(value, Text(value, value))
