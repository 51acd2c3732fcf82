"""Everything the indicators look at: rows, contacts, people, calendar and thresholds."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from .agents import AgentHistory
from .business_time import read_business_hours, read_calendar, read_seed
from .contacts import Contact, FollowUps, call, conversation, message_order, ticket
from .delivery import SHANGHAI, Delivery, Row, event_instants, newest_instant
from .model import Event, Number, Placement, Strata
from .thresholds import Thresholds

CONTACT_TYPES = ("ticket", "conversation", "call")


@dataclass(frozen=True)
class Settings:
    """What the project's variables and its seeds' place are."""

    seeds: Path
    zone: ZoneInfo = SHANGHAI
    as_of: datetime | None = None
    industry: str = "ecommerce"
    peak_relaxation: str = "1.25"
    vip_tightening: str = "0.5"


class World:
    """A delivery prepared for the indicators."""

    def __init__(self, delivery: Delivery, settings: Settings) -> None:
        seeds = settings.seeds
        self.delivery = delivery
        self.settings = settings
        self.as_of = settings.as_of or newest_instant(delivery)
        self.calendar = read_calendar(seeds / "calendar" / "calendar.csv", settings.zone)
        self.date_of = self.calendar.local_date
        self.hours = read_business_hours(seeds / "calendar" / "business_hours.csv", self.calendar)
        self.queue_teams = {
            row["queue"]: row["team_id"] for row in read_seed(_find(seeds, "queue_teams.csv"))
        }
        self.phrases = [
            row["phrase"].lower() for row in read_seed(_find(seeds, "script_rules.csv"))
        ]
        self.agents = AgentHistory(delivery.rows("agents"))
        self.customers = {row["customer_id"]: row for row in delivery.rows("customers")}
        self.orders = [row for row in delivery.rows("orders") if row["status"] != "cancelled"]
        self.orders_of: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(self.orders, key=lambda order: order["placed_at"]):
            self.orders_of[row["customer_id"]].append(row)
        self.messages: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(delivery.rows("messages"), key=message_order):
            self.messages[row["conversation_id"]].append(row)
        self.any_contact = self._contacts()
        self.contacts = [c for c in self.any_contact.values() if c.counts]
        self.human = [c for c in self.contacts if not c.is_bot]
        self.follow_ups = FollowUps(self.contacts)
        self.calendar.learn_busy_days(Counter(self.date_of(c.start) for c in self.contacts))
        self.thresholds = Thresholds(settings, self.calendar)
        self.first_day = self.date_of(min(event_instants(delivery)))
        self.last_day = self.date_of(self.as_of)

    def _contacts(self) -> dict[tuple[str, str], Contact]:
        found = [ticket(row) for row in self.delivery.rows("tickets")]
        found += [
            conversation(row, self.messages.get(row["conversation_id"], []))
            for row in self.delivery.rows("conversations")
        ]
        found += [call(row) for row in self.delivery.rows("calls")]
        for contact in found:
            contact.strata = self.customer_strata(contact.strata, contact.customer, contact.start)
        return {(c.contact_type, c.contact_id): c for c in found}

    def customer_strata(self, strata: Strata, customer: str | None, instant: datetime) -> Strata:
        """The strata with what is known of the customer at the instant."""
        known = self.customers.get(customer or "", {})
        orders = self.orders_of.get(customer or "", [])
        returning = bool(orders) and orders[0]["placed_at"] < instant
        return strata._replace(
            customer_type="returning" if returning else "new",
            customer_segment=known.get("segment"),
            is_remote=bool(known.get("is_remote")),
        )

    def humans(self, contact_type: str) -> list[Contact]:
        """The human contacts of one type."""
        return [c for c in self.human if c.contact_type == contact_type]

    def has_contacts(self) -> bool:
        """Whether any contact table was delivered."""
        return any(self.delivery.has(t) for t in ("tickets", "conversations", "calls"))

    def contact_strata(self, contact_type: str | None, contact_id: str | None) -> Strata:
        """Strata of a survey's or check's contact, whatever became of that contact."""
        contact = self.any_contact.get((contact_type or "", contact_id or ""))
        if contact is not None:
            return contact.strata
        return Strata(contact_type=contact_type if contact_type in CONTACT_TYPES else None)

    def queue_placement(self, contact: Contact) -> Placement:
        """A call's team: its queue's, else its agent's."""
        team = self.queue_teams.get(contact.row["queue"] or "")
        if team is None and contact.owner is not None:
            team = self.agents.placement(contact.owner, self.date_of(contact.start)).team
        return Placement(team, None)

    def contact_event(
        self,
        indicator: str,
        contact: Contact,
        at: datetime,
        parts: tuple[Number, Number],
        owner: str | None,
    ) -> Event:
        """A contact's contribution (numerator, denominator) to an indicator."""
        return Event(
            indicator,
            self.date_of(at),
            owner,
            parts[0],
            parts[1],
            contact.contact_type,
            contact.contact_id,
            contact.strata,
        )


def _find(seeds: Path, name: str) -> Path:
    """Where a seed lies, whatever its folder."""
    return next(iter(sorted(seeds.rglob(name))), seeds / name)
