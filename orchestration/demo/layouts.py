"""How each table is delivered: format, habits, and what is not known before a later instant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from orchestration.demo.rendering import Style


@dataclass(frozen=True)
class Later:
    """Until the instant `at` a row has other values: nulls, or what stood there before."""

    at: str
    blanks: tuple[str, ...] = ()
    resets: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """The deliveries of one table."""

    key: tuple[str, ...]
    style: Style
    start: str | None = None
    """The row's first instant; a table without one is delivered as a single file."""
    later: tuple[Later, ...] = ()
    versioned: bool = False
    """Delivered again when something later becomes known, with `updated_at`."""
    monthly: bool = True


CHECK_HEADERS = {
    "check_id": "质检编号",
    "contact_type": "联系类型",
    "contact_id": "联系编号",
    "agent_id": "客服工号",
    "checked_at": "质检时间",
    "inspector_id": "质检员编号",
    "second_inspector_id": "复检员编号",
    "script_compliant": "话术是否合规",
    "process_compliant": "流程是否合规",
    "classification_correct": "分类是否正确",
    "record_matches_customer": "记录是否真实",
    "attitude": "服务态度",
    "professionalism": "专业度",
    "accuracy": "准确性",
    "empathy": "同理心",
    "violations": "违规项",
}
RETURN_HEADERS = {
    "return_id": "售后单号",
    "order_id": "订单号",
    "customer_id": "客户编号",
    "agent_id": "客服工号",
    "kind": "售后类型",
    "requested_at": "申请时间",
    "reviewed_at": "审核时间",
    "shipped_at": "发货时间",
    "is_remote": "是否偏远地区",
    "updated_at": "更新时间",
}
CALL_HEADERS = {
    "call_id": "Call Number",
    "customer_id": "Customer",
    "agent_id": "Agent",
    "queue": "Skill Group",
    "offered_at": "Offered",
    "answered_at": "Answered",
    "ended_at": "Hangup Time",
    "talk_seconds": "Talk Time",
    "hold_seconds": "Hold Time",
    "wrap_up_seconds": "After Call Work",
    "transferred": "Is Transferred",
    "issue_key": "Issue",
    "is_resolved": "Resolved",
    "updated_at": "Last Modified",
}
KINDS_OF_CONTACT = {"ticket": "工单", "conversation": "会话", "call": "电话"}
CHINESE_OFFICE = {"encoding": "gb18030", "newline": "\r\n", "instants": "slashes"}

ANSWERS = (
    "responded_at",
    "csat",
    "nps",
    "resolved_confirmed",
    "attitude",
    "ease",
    "refund_timeliness",
    "comment",
    "followed_up_at",
)

LAYOUTS: dict[str, Layout] = {
    "agents": Layout(("agent_id", "valid_from"), Style(encoding="utf-8-sig", newline="\r\n")),
    "customers": Layout(
        ("customer_id",), Style(suffix=".csv.gz", booleans=("N", "Y")), versioned=True
    ),
    "tickets": Layout(
        ("ticket_id",),
        Style(),
        start="created_at",
        versioned=True,
        later=(
            Later("_sorted_out_at", resets={"status": "new"}),
            Later("closed_at", resets={"status": "resolved"}),
            Later(
                "_done_at",
                blanks=("resolved_at", "solution", "final_category", "kb_article_id", "sla_met"),
                resets={"status": "open", "reopened_count": 0},
            ),
            Later("escalated_at"),
            Later("first_response_at", resets={"status": "new", "agent_reply_count": 0}),
        ),
    ),
    "conversations": Layout(
        ("conversation_id",),
        Style(suffix=".csv.gz", instants="offset", booleans=("0", "1")),
        start="started_at",
        versioned=True,
        later=(Later("ended_at", blanks=("is_resolved",)), Later("first_response_at")),
    ),
    "messages": Layout(("message_id",), Style(suffix=".parquet"), start="sent_at"),
    "calls": Layout(
        ("call_id",),
        Style(headers=CALL_HEADERS, delimiter=";", null="\\N", booleans=("0", "1")),
        start="offered_at",
        versioned=True,
        later=(
            Later(
                "ended_at",
                blanks=("talk_seconds", "hold_seconds", "wrap_up_seconds", "is_resolved"),
            ),
            Later("answered_at"),
        ),
    ),
    "agent_states": Layout(("agent_id", "started_at"), Style(suffix=".parquet"), start="ended_at"),
    "surveys": Layout(
        ("survey_id",),
        Style(instants="utc", booleans=("no", "yes")),
        start="sent_at",
        versioned=True,
        later=(Later("followed_up_at"), Later("responded_at", blanks=ANSWERS[1:])),
    ),
    "complaints": Layout(
        ("complaint_id",),
        Style(delimiter="\t", instants="unix", null="NULL"),
        start="opened_at",
        versioned=True,
        later=(Later("closed_at", blanks=("crisis_defused",)),),
    ),
    "orders": Layout(
        ("order_id",),
        Style(suffix=".parquet"),
        start="placed_at",
        versioned=True,
        later=(Later("_cancelled_at", resets={"status": "placed"}),),
    ),
    "returns": Layout(
        ("return_id",),
        Style(
            headers=RETURN_HEADERS,
            values={"kind": {"return": "退货", "exchange": "换货"}},
            booleans=("否", "是"),
            **CHINESE_OFFICE,
        ),
        start="requested_at",
        versioned=True,
        later=(Later("shipped_at"), Later("reviewed_at")),
    ),
    "quality_checks": Layout(
        ("check_id",),
        Style(
            headers=CHECK_HEADERS,
            values={"contact_type": KINDS_OF_CONTACT},
            booleans=("否", "是"),
            **CHINESE_OFFICE,
        ),
        start="checked_at",
    ),
    "training_results": Layout(
        ("agent_id", "course_id", "scheduled_on"), Style(booleans=("no", "yes"))
    ),
    "certifications": Layout(("agent_id", "certification"), Style()),
    "knowledge_contributions": Layout(
        ("contribution_id",), Style(instants="offset"), start="created_at"
    ),
    "collaboration_ratings": Layout(
        ("rating_id",),
        Style(suffix=".csv.gz", delimiter="\t", booleans=("no", "yes")),
        start="rated_at",
        monthly=False,
    ),
    "service_costs": Layout(("month", "team_id", "kind"), Style(delimiter=";")),
    "improvement_actions": Layout(("action_id",), Style(encoding="gb18030", newline="\r\n")),
    "field_services": Layout(("service_id",), Style(null="N/A"), start="served_at", monthly=False),
}
