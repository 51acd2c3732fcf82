"""Unit, direction, scope and needs of every indicator."""

from dataclasses import dataclass

SCALES = {"%": 100, "nps": 100, "per_thousand": 1000}
EVERY_ENTITY = ("company", "role", "team", "agent", "channel", "contact_type")
NO_CHANNEL = ("company", "role", "team", "agent")
NO_AGENT = ("company", "team", "channel", "contact_type")
NO_OWNER = ("company", "channel", "contact_type")
EVERY_PERIOD = ("day", "week", "month", "quarter")
MONTHLY = ("month", "quarter")


@dataclass(frozen=True)
class Indicator:
    """What the roll-up and the scoring must know of an indicator."""

    code: str
    unit: str
    direction: str
    interval: str
    entities: tuple[str, ...] = EVERY_ENTITY
    periods: tuple[str, ...] = EVERY_PERIOD

    @property
    def scale(self) -> int:
        """What the quotient is multiplied by."""
        return SCALES.get(self.unit, 1)


def _many(
    codes: str, unit: str, direction: str, interval: str, **scope: tuple[str, ...]
) -> list[Indicator]:
    return [Indicator(code, unit, direction, interval, **scope) for code in codes.split()]


_ALL = [
    *_many(
        """first_response_time first_response_time_business average_response_time
        average_handle_time resolution_time average_handle_time_business after_call_work_time""",
        "s",
        "lower",
        "mean",
    ),
    *_many("average_talk_time", "s", "range", "mean"),
    *_many("csat_score service_attitude_score return_satisfaction", "1-5", "higher", "mean"),
    *_many("nps", "nps", "higher", "mean"),
    *_many(
        """first_response_attainment response_within_15min_rate order_urge_response_rate
        sla_attainment_rate escalation_timeliness_rate first_contact_resolution_rate
        resolution_rate call_first_resolution_rate confirmed_first_resolution_rate
        confirmed_resolution_rate frontline_resolution_rate solution_reuse_rate
        classification_accuracy multi_order_resolution_rate csat_rate negative_feedback_24h_rate
        complaint_closure_72h_rate complaint_satisfaction crisis_defusal_rate
        culture_conflict_resolution_rate script_compliance_rate process_compliance_rate
        record_authenticity_rate return_review_24h_rate exchange_shipped_48h_rate
        inquiry_conversion_rate new_product_conversion_rate need_discovery_rate
        language_match_rate""",
        "%",
        "higher",
        "wilson",
    ),
    *_many(
        """repeat_contact_rate_7d repeat_contact_rate_30d repeat_inquiry_rate
        complaint_escalation_rate repeat_complaint_rate script_violation_rate""",
        "%",
        "lower",
        "wilson",
    ),
    *_many(
        "transfer_rate valid_conversation_rate survey_sent_rate survey_response_rate",
        "%",
        "watch",
        "wilson",
    ),
    *_many("call_connect_rate service_level_20s", "%", "higher", "wilson", entities=NO_AGENT),
    *_many("abandonment_rate", "%", "lower", "wilson", entities=NO_AGENT),
    *_many("self_service_rate", "%", "higher", "wilson", entities=NO_OWNER),
    *_many("hold_share break_share", "%", "watch", "none"),
    *_many("occupancy_rate", "%", "range", "none"),
    *_many("ticket_completeness_rate", "%", "higher", "none"),
    *_many("parts_waste_rate", "%", "lower", "none"),
    *_many("carbon_per_service", "kg", "watch", "none"),
    *_many("complaint_rate", "%", "lower", "none", entities=NO_CHANNEL),
    *_many("concurrent_conversations", "ratio", "watch", "none", entities=NO_CHANNEL),
    *_many(
        """contacts_per_agent_day valid_conversations_per_agent_day
        orders_served_per_agent_day""",
        "count",
        "watch",
        "none",
        entities=NO_CHANNEL,
    ),
    *_many(
        "complaints_per_thousand_orders",
        "per_thousand",
        "lower",
        "none",
        entities=("company",),
    ),
    *_many("average_order_value_lift", "lift", "higher", "none", entities=NO_CHANNEL),
    *_many("repurchase_rate_30d", "%", "higher", "wilson", periods=MONTHLY),
    *_many(
        "cost_per_contact",
        "currency",
        "lower",
        "none",
        entities=("company", "team"),
        periods=MONTHLY,
    ),
    *_many(
        "knowledge_updates cited_cases adopted_suggestions",
        "count",
        "higher",
        "none",
        entities=NO_CHANNEL,
        periods=MONTHLY,
    ),
    *_many(
        """training_participation_rate training_pass_rate product_knowledge_pass_rate
        certification_rate collaboration_satisfaction collaboration_timeliness
        information_accuracy""",
        "%",
        "higher",
        "wilson",
        entities=NO_CHANNEL,
        periods=MONTHLY,
    ),
]

CATALOGUE = {indicator.code: indicator for indicator in _ALL}
GROWTH = {
    "knowledge_updates",
    "cited_cases",
    "adopted_suggestions",
    "training_participation_rate",
    "training_pass_rate",
    "product_knowledge_pass_rate",
    "certification_rate",
    "collaboration_satisfaction",
    "collaboration_timeliness",
    "information_accuracy",
    "language_match_rate",
}
