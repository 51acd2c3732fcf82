"""Response: how fast a contact is answered."""

from collections.abc import Iterator

from .contacts import Contact, replies_in
from .model import Event, seconds_between
from .world import World


def events(world: World) -> Iterator[Event]:
    """Every event of the response indicators."""
    for contact in world.human:
        yield from _first_response(world, contact)
        yield from _attainment(world, contact)
        if contact.strata.channel == "social":
            in_time = contact.response is not None and contact.response.seconds <= 900
            yield _answer(world, "response_within_15min_rate", contact, in_time)
        if contact.row.get("intent") == "order_urge":
            in_time = contact.response is not None and contact.response.seconds <= 600
            yield _answer(world, "order_urge_response_rate", contact, in_time)
        if contact.contact_type == "conversation":
            yield from _replies(world, contact)
        if contact.contact_type == "call":
            yield from _queue(world, contact)
        if contact.contact_type == "ticket":
            yield from _sla(world, contact)


def answer_owner(contact: Contact) -> str | None:
    """The answerer where a message answered, else the row's (first) agent."""
    return contact.response.owner if contact.response else contact.first_owner


def _answer(world: World, indicator: str, contact: Contact, in_time: bool) -> Event:
    return world.contact_event(
        indicator, contact, contact.start, (int(in_time), 1), answer_owner(contact)
    )


def _first_response(world: World, contact: Contact) -> Iterator[Event]:
    response = contact.response
    if response is None:
        return
    yield world.contact_event(
        "first_response_time", contact, contact.start, (response.seconds, 1), response.owner
    )
    if contact.contact_type == "ticket":
        team = None
        if response.owner is not None:
            team = world.agents.placement(response.owner, world.date_of(contact.start)).team
        seconds = world.hours.seconds(team, response.starts_at, response.at)
        yield world.contact_event(
            "first_response_time_business",
            contact,
            contact.start,
            (seconds, 1),
            response.owner,
        )


def _attainment(world: World, contact: Contact) -> Iterator[Event]:
    day = world.date_of(contact.start)
    owner = answer_owner(contact)
    role = world.agents.placement(owner, day).role if owner is not None else None
    row = world.thresholds.matching("first_response_time", contact.strata, role, day)
    if row is None or row.levels.baseline is None:
        return
    baseline = row.levels.baseline
    if contact.response is not None:
        in_time = contact.response.seconds <= baseline
    elif seconds_between(contact.start, world.as_of) < baseline:
        return
    else:
        in_time = False
    yield _answer(world, "first_response_attainment", contact, in_time)


def _replies(world: World, contact: Contact) -> Iterator[Event]:
    for row, seconds in replies_in(world.messages.get(contact.contact_id, [])):
        yield Event(
            "average_response_time",
            world.date_of(row["sent_at"]),
            row["agent_id"],
            seconds,
            1,
            "message",
            row["message_id"],
            contact.strata,
        )


def _queue(world: World, contact: Contact) -> Iterator[Event]:
    answered = contact.response is not None
    quick = contact.response is not None and contact.response.seconds <= 20
    for indicator, is_hit in (
        ("call_connect_rate", answered),
        ("service_level_20s", quick),
        ("abandonment_rate", not answered),
    ):
        yield Event(
            indicator,
            world.date_of(contact.start),
            None,
            int(is_hit),
            1,
            "call",
            contact.contact_id,
            contact.strata,
            world.queue_placement(contact),
        )


def _sla(world: World, contact: Contact) -> Iterator[Event]:
    row = contact.row
    due, done = row["sla_due_at"], row["resolved_at"] or row["closed_at"]
    at = due or contact.end
    judged = row["sla_met"] is not None or (
        due is not None and (done is not None or due < world.as_of)
    )
    if at is None or not judged:
        return
    in_time = due is not None and done is not None and done <= due
    met = in_time if row["sla_met"] is None else row["sla_met"]
    yield world.contact_event("sla_attainment_rate", contact, at, (int(met), 1), contact.owner)
