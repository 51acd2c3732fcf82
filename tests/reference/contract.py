"""The landing contract's tables: key columns and the type of every column."""

from dataclasses import dataclass

KINDS = {
    "instant": """created_at first_response_at resolved_at closed_at escalated_at sla_due_at
        updated_at started_at ended_at sent_at offered_at answered_at responded_at followed_up_at
        opened_at placed_at requested_at reviewed_at shipped_at checked_at rated_at served_at""",
    "date": """scheduled_on granted_on expires_on valid_from hired_on left_on due_on
        completed_on""",
    "number": """reopened_count agent_reply_count talk_seconds hold_seconds wrap_up_seconds csat
        nps attitude ease refund_timeliness professionalism accuracy empathy amount score
        instructor_rating citations satisfaction parts_used parts_wasted carbon_kg target_value""",
    "boolean": """is_complex transferred sla_met is_valid is_resolved is_new_product
        resolved_confirmed is_public_crisis crisis_defused is_remote script_compliant
        process_compliant classification_correct record_matches_customer attended passed adopted
        information_accurate responded_in_time""",
}
TYPE_OF = {column: kind for kind, columns in KINDS.items() for column in columns.split()}


@dataclass(frozen=True)
class Table:
    """One landing table: `key` identifies a row, `columns` are all the contract knows."""

    key: tuple[str, ...]
    columns: tuple[str, ...]


def _table(key: str, rest: str) -> Table:
    return Table(tuple(key.split()), tuple(key.split() + rest.split()))


TABLES = {
    "tickets": _table(
        "ticket_id",
        """customer_id agent_id first_agent_id channel created_at first_response_at resolved_at
        closed_at status priority is_complex issue_key initial_category final_category escalated_at
        reopened_count agent_reply_count transferred order_id product_category description solution
        kb_article_id sla_due_at sla_met handled_by language updated_at""",
    ),
    "conversations": _table(
        "conversation_id",
        """customer_id agent_id channel started_at first_response_at ended_at purpose issue_key
        intent is_valid is_resolved product_category price_band is_new_product is_complex order_ids
        handled_by transferred language updated_at""",
    ),
    "messages": _table("message_id", "conversation_id sender agent_id sent_at body"),
    "calls": _table(
        "call_id",
        """customer_id agent_id queue offered_at answered_at ended_at talk_seconds hold_seconds
        wrap_up_seconds transferred issue_key is_resolved updated_at""",
    ),
    "agent_states": _table("agent_id started_at", "ended_at state"),
    "surveys": _table(
        "survey_id",
        """contact_type contact_id customer_id agent_id stage sent_at responded_at csat nps
        resolved_confirmed attitude ease refund_timeliness comment followed_up_at updated_at""",
    ),
    "complaints": _table(
        "complaint_id",
        """customer_id agent_id against_agent_id cause order_id issue_key opened_at closed_at
        escalated_to is_public_crisis crisis_defused updated_at""",
    ),
    "orders": _table(
        "order_id",
        """customer_id placed_at amount currency product_category price_band is_new_product status
        updated_at""",
    ),
    "returns": _table(
        "return_id",
        """order_id customer_id agent_id kind requested_at reviewed_at shipped_at is_remote
        updated_at""",
    ),
    "quality_checks": _table(
        "check_id",
        """contact_type contact_id agent_id checked_at inspector_id second_inspector_id
        script_compliant process_compliant classification_correct record_matches_customer attitude
        professionalism accuracy empathy violations""",
    ),
    "training_results": _table(
        "agent_id course_id scheduled_on",
        "kind attended score passed instructor_id instructor_rating learner_feedback",
    ),
    "certifications": _table("agent_id certification", "granted_on expires_on"),
    "knowledge_contributions": _table(
        "contribution_id", "agent_id kind created_at citations adopted"
    ),
    "collaboration_ratings": _table(
        "rating_id",
        """agent_id rater_department rated_at satisfaction information_accurate
        responded_in_time""",
    ),
    "service_costs": _table("month team_id kind", "amount"),
    "agents": _table(
        "agent_id valid_from",
        "name team_id team_name role supervisor_id languages hired_on left_on",
    ),
    "customers": _table("customer_id", "segment region is_remote language updated_at"),
    "improvement_actions": _table(
        "action_id",
        """indicator scope_type scope_id problem root_cause measure department owner resources
        due_on target_value target_kind segment completed_on""",
    ),
    "field_services": _table("service_id", "agent_id served_at parts_used parts_wasted carbon_kg"),
}
