"""What goes wrong in which export: one flaw after the other, over and over, in the planned file."""

from __future__ import annotations

from dataclasses import dataclass

WHOLE_ROW = "*"
NO_DATE = "2025-13-45 10:00:00"


@dataclass(frozen=True)
class Flaw:
    """A rule, the column that breaks it and, for a wrong value, what stands there instead."""

    rule: str
    column: str
    wrong: str | int | None = None


@dataclass(frozen=True)
class Plan:
    """The flaws of one file of a table: the regular file so many months before the last one."""

    table: str
    months_back: int
    flaws: tuple[Flaw, ...]
    start: str | None = None
    clears: tuple[str, ...] = ()
    """What else to empty where the start lies in the future, lest it be out of order, too."""


PLANS = (
    Plan(
        "tickets",
        1,
        (
            Flaw("required_null", "customer_id"),
            Flaw("required_null", "created_at"),
            Flaw("required_null", "ticket_id"),
            Flaw("bad_timestamp", "first_response_at", "昨天下午"),
            Flaw("bad_timestamp", "created_at", NO_DATE),
            Flaw("bad_number", "agent_reply_count", "three"),
            Flaw("bad_boolean", "is_complex", "perhaps"),
            Flaw("bad_value", "channel", "fax"),
            Flaw("bad_value", "status", "in limbo"),
            Flaw("out_of_range", "reopened_count", "-1"),
            Flaw("out_of_order", "resolved_at"),
            Flaw("out_of_order", "closed_at"),
            Flaw("future_start", "created_at"),
            Flaw("before_2000", "created_at"),
            Flaw("field_count", WHOLE_ROW, 2),
            Flaw("field_count", WHOLE_ROW, -6),
        ),
        "created_at",
        ("first_response_at", "resolved_at", "closed_at"),
    ),
    Plan(
        "tickets",
        4,
        (
            Flaw("bad_value", "priority", "asap"),
            Flaw("out_of_order", "first_response_at"),
            Flaw("bad_boolean", "transferred", "ja"),
        ),
        "created_at",
    ),
    Plan(
        "conversations",
        3,
        (
            Flaw("required_null", "conversation_id"),
            Flaw("required_null", "channel"),
            Flaw("bad_timestamp", "ended_at", "24:61"),
            Flaw("bad_boolean", "is_valid", "2"),
            Flaw("bad_value", "purpose", "gossip"),
            Flaw("out_of_order", "ended_at"),
            Flaw("future_start", "started_at"),
            Flaw("before_2000", "started_at"),
            Flaw("field_count", WHOLE_ROW, 1),
        ),
        "started_at",
        ("first_response_at", "ended_at"),
    ),
    Plan(
        "messages",
        1,
        (
            Flaw("required_null", "conversation_id"),
            Flaw("required_null", "sent_at"),
            Flaw("bad_value", "sender", "ghost"),
            Flaw("future_start", "sent_at"),
            Flaw("before_2000", "sent_at"),
        ),
        "sent_at",
    ),
    Plan(
        "calls",
        2,
        (
            Flaw("required_null", "call_id"),
            Flaw("required_null", "offered_at"),
            Flaw("bad_timestamp", "answered_at", "no answer"),
            Flaw("bad_number", "talk_seconds", "4min"),
            Flaw("bad_boolean", "transferred", "maybe"),
            Flaw("out_of_order", "answered_at"),
            Flaw("future_start", "offered_at"),
            Flaw("before_2000", "offered_at"),
            Flaw("field_count", WHOLE_ROW, -4),
        ),
        "offered_at",
        ("answered_at", "ended_at"),
    ),
    Plan(
        "agent_states",
        1,
        (
            Flaw("required_null", "agent_id"),
            Flaw("bad_value", "state", "daydreaming"),
            Flaw("out_of_order", "ended_at"),
            Flaw("before_2000", "started_at"),
        ),
        "started_at",
    ),
    Plan(
        "surveys",
        1,
        (
            Flaw("required_null", "stage"),
            Flaw("bad_timestamp", "sent_at", "1st of May"),
            Flaw("bad_number", "csat", "五星"),
            Flaw("bad_boolean", "resolved_confirmed", "sort of"),
            Flaw("bad_value", "contact_type", "letter"),
            Flaw("out_of_range", "csat", "7"),
            Flaw("out_of_range", "nps", "11"),
            Flaw("out_of_order", "responded_at"),
            Flaw("future_start", "sent_at"),
            Flaw("before_2000", "sent_at"),
        ),
        "sent_at",
        ("responded_at",),
    ),
    Plan(
        "complaints",
        2,
        (
            Flaw("bad_value", "cause", "weather"),
            Flaw("out_of_order", "closed_at"),
            Flaw("required_null", "opened_at"),
            Flaw("future_start", "opened_at"),
        ),
        "opened_at",
        ("closed_at",),
    ),
    Plan(
        "orders",
        2,
        (
            Flaw("required_null", "amount"),
            Flaw("required_null", "customer_id"),
            Flaw("bad_value", "price_band", "luxury"),
            Flaw("out_of_range", "amount", -1),
            Flaw("future_start", "placed_at"),
            Flaw("before_2000", "placed_at"),
        ),
        "placed_at",
    ),
    Plan(
        "returns",
        1,
        (
            Flaw("bad_value", "kind", "swap"),
            Flaw("out_of_order", "reviewed_at"),
            Flaw("bad_timestamp", "shipped_at", "待定"),
            Flaw("field_count", WHOLE_ROW, 1),
        ),
        "requested_at",
    ),
    Plan(
        "quality_checks",
        2,
        (
            Flaw("required_null", "inspector_id"),
            Flaw("bad_number", "empathy", "good"),
            Flaw("bad_boolean", "process_compliant", "部分"),
            Flaw("out_of_range", "attitude", "0"),
            Flaw("future_start", "checked_at"),
        ),
        "checked_at",
    ),
    Plan(
        "customers",
        0,
        (Flaw("bad_value", "segment", "platinum"), Flaw("bad_boolean", "is_remote", "far")),
    ),
    Plan(
        "training_results",
        0,
        (
            Flaw("bad_number", "score", "A+"),
            Flaw("out_of_range", "instructor_rating", "6"),
            Flaw("bad_timestamp", "scheduled_on", "TBD"),
        ),
    ),
    Plan(
        "knowledge_contributions",
        1,
        (Flaw("bad_value", "kind", "poem"), Flaw("out_of_range", "citations", "-2")),
        "created_at",
    ),
)
