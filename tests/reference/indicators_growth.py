"""Growth: knowledge, training, certificates, collaboration, languages."""

from collections.abc import Iterator
from datetime import date

from .business_time import last_day, next_period, period_start
from .model import Event, Number
from .world import World

COUNTED = {
    "knowledge_updates": "kb_update",
    "cited_cases": "case_share",
    "adopted_suggestions": "suggestion",
}


def events(world: World) -> Iterator[Event]:
    """Every event of the growth indicators."""
    present = in_service(world)
    if world.delivery.has("knowledge_contributions"):
        for indicator in COUNTED:
            for agent, month in present:
                yield growth_event(
                    world,
                    indicator,
                    agent,
                    last_day(month),
                    (0, 1),
                    "agent_month",
                    f"{agent} {month:%Y-%m}",
                )
        yield from _contributions(world)
    if world.delivery.has("certifications"):
        yield from _certifications(world, present)
    yield from _training(world)
    yield from _collaboration(world)
    yield from _languages(world)


def growth_event(
    world: World,
    indicator: str,
    agent: str,
    day: date,
    parts: tuple[Number, Number],
    event_type: str,
    event_id: str,
) -> Event:
    """An event of the team and role of the month's last day."""
    end = last_day(period_start(day, "month"))
    return Event(
        indicator,
        day,
        agent,
        parts[0],
        parts[1],
        event_type,
        event_id,
        placement=world.agents.growth_placement(agent, end),
    )


def in_service(world: World) -> list[tuple[str, date]]:
    """The (agent, month) pairs in service, from the first event to the as-of instant."""
    if not world.delivery.has("agents"):
        return sorted(
            {
                (contact.owner, period_start(world.date_of(contact.start), "month"))
                for contact in world.human
                if contact.owner is not None
            }
        )
    pairs = []
    month = period_start(world.first_day, "month")
    while month <= world.last_day:
        for agent in world.agents.in_service(month, last_day(month)):
            pairs.append((agent, month))
        month = next_period(month, "month")
    return pairs


def _contributions(world: World) -> Iterator[Event]:
    for row in world.delivery.rows("knowledge_contributions"):
        day = world.date_of(row["created_at"])
        for indicator, kind in COUNTED.items():
            counts = row["kind"] == kind
            if indicator == "cited_cases":
                counts = counts and (row["citations"] or 0) >= 1
            if indicator == "adopted_suggestions":
                counts = counts and bool(row["adopted"])
            if counts:
                yield growth_event(
                    world,
                    indicator,
                    row["agent_id"],
                    day,
                    (1, 0),
                    "contribution",
                    row["contribution_id"],
                )


def _certifications(world: World, present: list[tuple[str, date]]) -> Iterator[Event]:
    for agent, month in present:
        end = last_day(month)
        certified = any(
            row["agent_id"] == agent
            and row["granted_on"] <= end
            and (row["expires_on"] is None or row["expires_on"] >= end)
            for row in world.delivery.rows("certifications")
        )
        yield growth_event(
            world,
            "certification_rate",
            agent,
            end,
            (int(certified), 1),
            "agent_month",
            f"{agent} {month:%Y-%m}",
        )


def _training(world: World) -> Iterator[Event]:
    for row in world.delivery.rows("training_results"):
        agent, day = row["agent_id"], row["scheduled_on"]
        label = ("training", f"{agent} {row['course_id']} {day}")
        attended, passed = bool(row["attended"]), bool(row["passed"])
        yield growth_event(
            world, "training_participation_rate", agent, day, (int(attended), 1), *label
        )
        if attended:
            part = (int(passed), 1)
            yield growth_event(world, "training_pass_rate", agent, day, part, *label)
            if row["kind"] == "product_knowledge":
                yield growth_event(world, "product_knowledge_pass_rate", agent, day, part, *label)


def _collaboration(world: World) -> Iterator[Event]:
    for row in world.delivery.rows("collaboration_ratings"):
        day = world.date_of(row["rated_at"])
        satisfied = None if row["satisfaction"] is None else row["satisfaction"] >= 4
        for indicator, verdict in (
            ("collaboration_satisfaction", satisfied),
            ("collaboration_timeliness", row["responded_in_time"]),
            ("information_accuracy", row["information_accurate"]),
        ):
            if verdict is not None:
                yield growth_event(
                    world,
                    indicator,
                    row["agent_id"],
                    day,
                    (int(verdict), 1),
                    "collaboration_rating",
                    row["rating_id"],
                )


def _languages(world: World) -> Iterator[Event]:
    for contact in world.human:
        language = contact.row.get("language")
        if language is None or contact.owner is None:
            continue
        listed = world.agents.row_on(contact.owner, world.date_of(contact.start))
        if listed is None or listed["languages"] is None:
            continue
        known = {part.strip() for part in listed["languages"].split("|")}
        yield world.contact_event(
            "language_match_rate",
            contact,
            contact.start,
            (int(language in known), 1),
            contact.owner,
        )
