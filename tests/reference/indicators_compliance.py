"""Compliance: scripts, processes, records and deadlines."""

from collections.abc import Iterator
from datetime import timedelta

from .contacts import HOUR
from .model import NO_STRATA, Event
from .world import World

CHECKED = {
    "script_compliance_rate": "script_compliant",
    "process_compliance_rate": "process_compliant",
    "record_authenticity_rate": "record_matches_customer",
}
FIELDS = ("product_category", "issue_key", "description", "solution")


def events(world: World) -> Iterator[Event]:
    """Every event of the compliance indicators."""
    yield from _scripts(world)
    for row in world.delivery.rows("quality_checks"):
        for indicator, column in CHECKED.items():
            if row[column] is not None:
                yield Event(
                    indicator,
                    world.date_of(row["checked_at"]),
                    row["agent_id"],
                    int(row[column]),
                    1,
                    "quality_check",
                    row["check_id"],
                    world.contact_strata(row["contact_type"], row["contact_id"]),
                )
    for contact in world.humans("ticket"):
        if contact.is_done and contact.end is not None:
            filled = sum(contact.row[column] is not None for column in FIELDS)
            yield world.contact_event(
                "ticket_completeness_rate",
                contact,
                contact.end,
                (filled, len(FIELDS)),
                contact.owner,
            )
    yield from _returns(world)


def _scripts(world: World) -> Iterator[Event]:
    for contact in world.humans("conversation"):
        said = [
            (row["body"] or "").lower()
            for row in world.messages.get(contact.contact_id, [])
            if row["sender"] == "agent"
        ]
        if said:
            violated = any(phrase in body for body in said for phrase in world.phrases)
            yield world.contact_event(
                "script_violation_rate",
                contact,
                contact.start,
                (int(violated), 1),
                contact.owner,
            )


def _returns(world: World) -> Iterator[Event]:
    for row in world.delivery.rows("returns"):
        limit: timedelta
        if row["kind"] == "return":
            indicator, done, limit = "return_review_24h_rate", row["reviewed_at"], 24 * HOUR
        else:
            indicator, done = "exchange_shipped_48h_rate", row["shipped_at"]
            limit = (72 if row["is_remote"] else 48) * HOUR
        requested = row["requested_at"]
        if done is None and not world.as_of - requested > limit:
            continue
        in_time = done is not None and done - requested <= limit
        yield Event(
            indicator,
            world.date_of(requested),
            row["agent_id"],
            int(in_time),
            1,
            "return",
            row["return_id"],
            world.customer_strata(NO_STRATA, row["customer_id"], requested)._replace(
                is_remote=bool(row["is_remote"])
            ),
        )
