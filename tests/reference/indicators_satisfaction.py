"""Satisfaction: surveys and complaints."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction

from .contacts import HOUR
from .delivery import Row
from .model import NO_STRATA, Event, Number, Strata
from .world import World

MONTH = timedelta(days=30)


def events(world: World) -> Iterator[Event]:
    """Every event of the satisfaction indicators."""
    reader = SurveyReader(world)
    for row in world.delivery.rows("surveys"):
        yield from reader.survey(row)
    for row in world.delivery.rows("quality_checks"):
        if row["attitude"] is not None:
            yield Event(
                "service_attitude_score",
                world.date_of(row["checked_at"]),
                row["agent_id"],
                row["attitude"],
                1,
                "quality_check",
                row["check_id"],
                world.contact_strata(row["contact_type"], row["contact_id"]),
            )
    if world.delivery.has("surveys"):
        yield from _survey_sent(world)
    if world.delivery.has("complaints"):
        yield from _complaint_rate(world)
        yield from _complaints(world)
        yield from _repeat_complaints(world)
        if world.delivery.has("orders"):
            yield from _complaints_per_order(world)


class SurveyReader:
    """Turns surveys into events; they take owner and channel from their contact."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.follow_up_is_known = any(
            row["followed_up_at"] is not None for row in world.delivery.rows("surveys")
        )
        self.case_owners = {
            **{
                ("complaint", row["complaint_id"]): row["agent_id"]
                for row in world.delivery.rows("complaints")
            },
            **{
                ("return", row["return_id"]): row["agent_id"]
                for row in world.delivery.rows("returns")
            },
        }

    def owner(self, row: Row) -> str | None:
        """The survey's agent, else its contact's."""
        if row["agent_id"] is not None:
            return str(row["agent_id"])
        key = (row["contact_type"], row["contact_id"])
        contact = self.world.any_contact.get(key)
        return contact.owner if contact else self.case_owners.get(key)

    def strata(self, row: Row) -> Strata:
        """The contact's strata, with the survey's stage."""
        strata = self.world.contact_strata(row["contact_type"], row["contact_id"])
        return strata._replace(stage=row["stage"])

    def survey(self, row: Row) -> Iterator[Event]:
        """The events of one survey."""
        owner, strata = self.owner(row), self.strata(row)

        def event(indicator: str, at: datetime, hit: Number) -> Event:
            return Event(
                indicator,
                self.world.date_of(at),
                owner,
                hit,
                1,
                "survey",
                row["survey_id"],
                strata,
            )

        answered = row["responded_at"]
        if row["sent_at"] is not None:
            yield event("survey_response_rate", row["sent_at"], int(answered is not None))
        if answered is None:
            return
        if row["csat"] is not None:
            satisfied = int(row["csat"] >= 4)
            yield event("csat_rate", answered, satisfied)
            yield event("csat_score", answered, row["csat"])
            if row["stage"] == "post_complaint":
                yield event("complaint_satisfaction", answered, satisfied)
        if row["nps"] is not None:
            yield event("nps", answered, int(row["nps"] >= 9) - int(row["nps"] <= 6))
        if row["attitude"] is not None:
            yield event("service_attitude_score", answered, row["attitude"])
        marks = [row[c] for c in ("ease", "refund_timeliness") if row[c] is not None]
        if row["stage"] == "return" and marks:
            yield event("return_satisfaction", answered, Fraction(sum(marks), len(marks)))
        if self.follow_up_is_known and row["csat"] is not None and row["csat"] <= 2:
            followed = row["followed_up_at"]
            if followed is not None:
                in_time = int(followed - answered <= 24 * HOUR)
                yield event("negative_feedback_24h_rate", answered, in_time)
            elif self.world.as_of - answered > 24 * HOUR:
                yield event("negative_feedback_24h_rate", answered, 0)


def _survey_sent(world: World) -> Iterator[Event]:
    sent = {
        (row["contact_type"], row["contact_id"])
        for row in world.delivery.rows("surveys")
        if row["sent_at"] is not None
    }
    for contact in world.human:
        surveyed = (contact.contact_type, contact.contact_id) in sent
        yield world.contact_event(
            "survey_sent_rate", contact, contact.start, (int(surveyed), 1), contact.owner
        )


def _complaint_event(
    world: World, indicator: str, row: Row, hit: bool, at: datetime | None = None
) -> Event:
    return Event(
        indicator,
        world.date_of(at or row["opened_at"]),
        row["agent_id"],
        int(hit),
        1,
        "complaint",
        row["complaint_id"],
        world.customer_strata(NO_STRATA, row["customer_id"], row["opened_at"]),
    )


def _complaint_rate(world: World) -> Iterator[Event]:
    if not world.has_contacts():
        return
    for contact in world.human:
        yield world.contact_event("complaint_rate", contact, contact.start, (0, 1), contact.owner)
    for row in world.delivery.rows("complaints"):
        if row["cause"] in {"service", None}:
            yield Event(
                "complaint_rate",
                world.date_of(row["opened_at"]),
                row["against_agent_id"] or row["agent_id"],
                1,
                0,
                "complaint",
                row["complaint_id"],
            )


def _complaints_per_order(world: World) -> Iterator[Event]:
    for row in world.delivery.rows("complaints"):
        if row["order_id"] is not None:
            yield Event(
                "complaints_per_thousand_orders",
                world.date_of(row["opened_at"]),
                None,
                1,
                0,
                "complaint",
                row["complaint_id"],
            )
    for row in world.orders:
        yield Event(
            "complaints_per_thousand_orders",
            world.date_of(row["placed_at"]),
            None,
            0,
            1,
            "order",
            row["order_id"],
        )


def _complaints(world: World) -> Iterator[Event]:
    for row in world.delivery.rows("complaints"):
        escalated = row["escalated_to"] in {"supervisor", "platform"}
        opened, closed = row["opened_at"], row["closed_at"]
        yield _complaint_event(world, "complaint_escalation_rate", row, escalated)
        if closed is not None:
            in_time = closed - opened <= 72 * HOUR
            yield _complaint_event(world, "complaint_closure_72h_rate", row, in_time)
        elif world.as_of - opened > 72 * HOUR:
            yield _complaint_event(world, "complaint_closure_72h_rate", row, False)
        if row["is_public_crisis"]:
            yield _complaint_event(world, "crisis_defusal_rate", row, bool(row["crisis_defused"]))
        if row["cause"] == "language_culture" and (closed is not None or escalated):
            yield _complaint_event(world, "culture_conflict_resolution_rate", row, not escalated)


def _repeat_complaints(world: World) -> Iterator[Event]:
    opened: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    rows = [r for r in world.delivery.rows("complaints") if r["issue_key"] is not None]
    for row in rows:
        opened[(row["customer_id"], row["issue_key"])].append(row["opened_at"])
    for instants in opened.values():
        instants.sort()
    for row in rows:
        due = row["opened_at"] + MONTH
        if due > world.as_of:
            continue
        instants = opened[(row["customer_id"], row["issue_key"])]
        later = bisect_right(instants, row["opened_at"])
        again = later < len(instants) and instants[later] <= due
        yield _complaint_event(world, "repeat_complaint_rate", row, again, due)
