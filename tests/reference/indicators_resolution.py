"""Resolution: solved at once, solved for good, solved without a person."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from .contacts import HOUR, Contact
from .delivery import Row
from .indicators_handling import order_parts
from .model import Event
from .world import World

DAY = timedelta(days=1)
Confirmations = dict[tuple[str, str], bool]


def events(world: World) -> Iterator[Event]:
    """Every event of the resolution indicators."""
    confirmed = confirmations(world)
    latest_checks = classification_checks(world)
    for contact in world.human:
        if contact.end is None:
            continue
        if contact.contact_type == "ticket":
            yield from _classification(world, contact, latest_checks)
            if contact.is_done:
                yield from _ticket(world, contact, confirmed)
        elif contact.contact_type == "conversation":
            yield from _conversation(world, contact, confirmed)
        elif contact.response is not None and contact.row["is_resolved"] is not None:
            first = world.follow_ups.is_effective(contact) and not contact.row["transferred"]
            yield world.contact_event(
                "call_first_resolution_rate",
                contact,
                contact.end,
                (int(first), 1),
                contact.owner,
            )
    yield from _self_service(world)


def confirmations(world: World) -> Confirmations:
    """By contact: whether any survey that answered the question says resolved."""
    answers: Confirmations = {}
    for row in world.delivery.rows("surveys"):
        if row["resolved_confirmed"] is not None and row["contact_id"] is not None:
            key = (row["contact_type"], row["contact_id"])
            answers[key] = answers.get(key, False) or row["resolved_confirmed"]
    return answers


def classification_checks(world: World) -> dict[str, Row]:
    """By ticket: the latest check that judged its classification."""
    checks: dict[str, list[Row]] = defaultdict(list)
    for row in world.delivery.rows("quality_checks"):
        if row["contact_type"] == "ticket" and row["classification_correct"] is not None:
            checks[row["contact_id"]].append(row)
    return {
        ticket: max(rows, key=lambda row: (row["checked_at"], row["check_id"]))
        for ticket, rows in checks.items()
    }


def is_first_contact_resolution(contact: Contact) -> bool:
    """No escalation, reopening or transfer, and at most one reply."""
    row = contact.row
    replies = 1 if row["agent_reply_count"] is None else row["agent_reply_count"]
    return (
        row["escalated_at"] is None
        and (row["reopened_count"] or 0) == 0
        and not row["transferred"]
        and replies <= 1
    )


def _ticket(world: World, contact: Contact, confirmed: Confirmations) -> Iterator[Event]:
    assert contact.end is not None
    row, end = contact.row, contact.end
    at_once = is_first_contact_resolution(contact)
    answer = confirmed.get(("ticket", contact.contact_id))
    by_first_owner: list[tuple[str, bool]] = [
        ("first_contact_resolution_rate", at_once),
        ("frontline_resolution_rate", row["escalated_at"] is None),
    ]
    if answer is not None:
        by_first_owner.append(("confirmed_first_resolution_rate", at_once and answer))
    for indicator, is_hit in by_first_owner:
        yield world.contact_event(indicator, contact, end, (int(is_hit), 1), contact.first_owner)
    yield world.contact_event(
        "solution_reuse_rate",
        contact,
        end,
        (int(row["kb_article_id"] is not None), 1),
        contact.owner,
    )
    if contact.issue is None:
        return
    again = world.follow_ups.repeated(contact, 7 * DAY)
    yield world.contact_event(
        "repeat_contact_rate_7d", contact, end, (int(again), 1), contact.owner
    )
    if end + 30 * DAY <= world.as_of:
        again = world.follow_ups.repeated(contact, 30 * DAY)
        yield world.contact_event(
            "repeat_contact_rate_30d", contact, end + 30 * DAY, (int(again), 1), contact.owner
        )


def _classification(
    world: World, contact: Contact, latest_checks: dict[str, Row]
) -> Iterator[Event]:
    row, check = contact.row, latest_checks.get(contact.contact_id)
    if check is not None:
        right = check["classification_correct"]
    elif row["initial_category"] is not None and row["final_category"] is not None:
        right = row["initial_category"] == row["final_category"]
    else:
        return
    assert contact.end is not None
    yield world.contact_event(
        "classification_accuracy", contact, contact.end, (int(right), 1), contact.first_owner
    )


def _conversation(world: World, contact: Contact, confirmed: Confirmations) -> Iterator[Event]:
    assert contact.end is not None
    effective = world.follow_ups.is_effective(contact)
    hits: list[tuple[str, bool]] = [("resolution_rate", effective)]
    answer = confirmed.get(("conversation", contact.contact_id))
    if answer is not None:
        hits.append(("confirmed_resolution_rate", effective and answer))
    if contact.is_presales and contact.issue is not None:
        again = world.follow_ups.repeated(contact, 72 * HOUR, presales=True)
        hits.append(("repeat_inquiry_rate", again))
    if len(order_parts(contact.row["order_ids"])) >= 2:
        hits.append(("multi_order_resolution_rate", bool(contact.row["is_resolved"])))
    for indicator, is_hit in hits:
        yield world.contact_event(indicator, contact, contact.end, (int(is_hit), 1), contact.owner)


def _self_service(world: World) -> Iterator[Event]:
    for contact in world.contacts:
        solved = (
            contact.row.get("status") in {"resolved", "closed"}
            if contact.contact_type == "ticket"
            else bool(contact.row["is_resolved"])
        )
        yield world.contact_event(
            "self_service_rate",
            contact,
            contact.start,
            (int(contact.is_bot and solved), 1),
            None,
        )
