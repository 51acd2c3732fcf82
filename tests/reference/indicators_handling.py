"""Handling and workload: time spent, agent states, contacts per day."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from .contacts import HOUR, Contact
from .model import Event, seconds_between, seconds_of
from .world import World

BUSY = {"talking", "holding", "wrap_up", "chatting", "ticket_work"}


def events(world: World) -> Iterator[Event]:
    """Every event of the handling and workload indicators."""
    for contact in world.human:
        yield world.contact_event(
            "transfer_rate",
            contact,
            contact.start,
            (int(bool(contact.row["transferred"])), 1),
            contact.owner,
        )
        if contact.contact_type == "ticket":
            yield from _ticket_times(world, contact)
        if contact.contact_type == "call" and contact.response is not None:
            yield from _call_times(world, contact)
    yield from _states(world)
    yield from _concurrency(world)
    yield from _agent_days(world)
    yield from _valid_conversations(world)
    yield from _orders_served(world)


def _ticket_times(world: World, contact: Contact) -> Iterator[Event]:
    start, end, owner = contact.start, contact.end, contact.owner
    if end is not None:
        yield world.contact_event(
            "average_handle_time", contact, end, (seconds_between(start, end), 1), owner
        )
        team = None
        if owner is not None:
            team = world.agents.placement(owner, world.date_of(end)).team
        seconds = world.hours.seconds(team, start, end)
        yield world.contact_event("average_handle_time_business", contact, end, (seconds, 1), owner)
    resolved = contact.row["resolved_at"]
    if resolved is not None:
        yield world.contact_event(
            "resolution_time", contact, resolved, (seconds_between(start, resolved), 1), owner
        )
    escalated = contact.row["escalated_at"]
    if escalated is not None:
        yield world.contact_event(
            "escalation_timeliness_rate",
            contact,
            escalated,
            (int(escalated - start <= 4 * HOUR), 1),
            contact.first_owner,
        )


def _call_times(world: World, contact: Contact) -> Iterator[Event]:
    row = contact.row
    for indicator, column in (
        ("average_talk_time", "talk_seconds"),
        ("after_call_work_time", "wrap_up_seconds"),
    ):
        if row[column] is not None:
            yield world.contact_event(
                indicator, contact, contact.start, (row[column], 1), contact.owner
            )
    talk, hold = row["talk_seconds"] or 0, row["hold_seconds"] or 0
    yield world.contact_event(
        "hold_share", contact, contact.start, (hold, talk + hold), contact.owner
    )


def _states(world: World) -> Iterator[Event]:
    for row in world.delivery.rows("agent_states"):
        state = row["state"]
        for day, length in day_pieces(world, row["started_at"], row["ended_at"]):
            seconds = seconds_of(length)
            piece = (day, row["agent_id"])
            label = ("agent_state", f"{row['agent_id']} {row['started_at']:%FT%T}")
            if state in BUSY or state == "available":
                used = seconds if state in BUSY else 0
                yield Event("occupancy_rate", *piece, used, seconds, *label)
            if state != "offline":
                resting = seconds if state == "break" else 0
                yield Event("break_share", *piece, resting, seconds, *label)


def day_pieces(world: World, start: datetime, end: datetime) -> Iterator[tuple[date, timedelta]]:
    """The parts of [start, end) on each business date."""
    while start < end:
        day = world.date_of(start)
        midnight = world.calendar.midnight(day + timedelta(days=1))
        upto = min(end, midnight)
        yield day, upto - start
        start = upto


def _concurrency(world: World) -> Iterator[Event]:
    intervals: dict[tuple[str, date], list[tuple[datetime, datetime]]] = defaultdict(list)
    for contact in world.humans("conversation"):
        if contact.owner is not None and contact.end is not None:
            key = (contact.owner, world.date_of(contact.start))
            intervals[key].append((contact.start, contact.end))
    for (agent, day), spans in intervals.items():
        total = sum((end - start for start, end in spans), timedelta())
        union = union_length(spans)
        if union:
            yield Event(
                "concurrent_conversations",
                day,
                agent,
                seconds_of(total),
                seconds_of(union),
                "agent_day",
                f"{agent} {day}",
            )


def union_length(spans: list[tuple[datetime, datetime]]) -> timedelta:
    """The length of the union of intervals."""
    total = timedelta()
    covered: datetime | None = None
    for start, end in sorted(spans):
        begin = start if covered is None else max(start, covered)
        if end > begin:
            total += end - begin
        covered = end if covered is None else max(covered, end)
    return total


def _agent_days(world: World) -> Iterator[Event]:
    pairs = set()
    for contact in world.human:
        day = world.date_of(contact.start)
        yield Event(
            "contacts_per_agent_day",
            day,
            contact.owner,
            1,
            0,
            contact.contact_type,
            contact.contact_id,
            contact.strata,
        )
        if contact.owner is not None:
            pairs.add((contact.owner, day))
    for agent, day in pairs:
        label = ("agent_day", f"{agent} {day}")
        yield Event("contacts_per_agent_day", day, agent, 0, 1, *label)
        if world.delivery.has("tickets") or world.delivery.has("conversations"):
            yield Event("orders_served_per_agent_day", day, agent, 0, 1, *label)


def _valid_conversations(world: World) -> Iterator[Event]:
    pairs = set()
    for contact in world.any_contact.values():
        if contact.contact_type != "conversation" or contact.is_bot:
            continue
        day = world.date_of(contact.start)
        yield world.contact_event(
            "valid_conversation_rate",
            contact,
            contact.start,
            (int(contact.counts), 1),
            contact.owner,
        )
        if contact.counts:
            yield world.contact_event(
                "valid_conversations_per_agent_day",
                contact,
                contact.start,
                (1, 0),
                contact.owner,
            )
            if contact.owner is not None:
                pairs.add((contact.owner, day))
    for agent, day in pairs:
        yield Event(
            "valid_conversations_per_agent_day",
            day,
            agent,
            0,
            1,
            "agent_day",
            f"{agent} {day}",
        )


def order_parts(text: str | None) -> list[str]:
    """The order ids of a conversation."""
    return [part.strip() for part in (text or "").split("|") if part.strip()]


def _orders_served(world: World) -> Iterator[Event]:
    served: set[tuple[str, date, str]] = set()
    for contact in world.human:
        if contact.owner is None:
            continue
        orders = order_parts(contact.row.get("order_ids"))
        if contact.contact_type == "ticket" and contact.row["order_id"] is not None:
            orders = [contact.row["order_id"]]
        for order in orders:
            served.add((contact.owner, world.date_of(contact.start), order))
    for agent, day, order in served:
        yield Event("orders_served_per_agent_day", day, agent, 1, 0, "order", order)
