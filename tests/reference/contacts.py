"""Tickets, conversations and calls as contacts, with first response and follow-ups."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .delivery import Row
from .model import Number, Strata, seconds_between

NOT_A_CONTACT = {"spam", "merged", "deleted"}
HOUR = timedelta(hours=1)


@dataclass
class FirstResponse:
    """How long the first answer took and who gave it."""

    seconds: Number
    owner: str | None
    starts_at: datetime
    at: datetime


@dataclass
class Contact:
    """A ticket, conversation or call; `counts` is false for spam, idle chat and the like."""

    contact_type: str
    contact_id: str
    customer: str | None
    owner: str | None
    first_owner: str | None
    start: datetime
    end: datetime | None
    issue: str | None
    is_bot: bool
    counts: bool
    row: Row
    strata: Strata
    response: FirstResponse | None = None

    @property
    def is_human(self) -> bool:
        """A contact that was not left to a bot."""
        return self.counts and not self.is_bot

    @property
    def is_done(self) -> bool:
        """A resolved or closed ticket with an end."""
        return self.row.get("status") in {"resolved", "closed"} and self.end is not None

    @property
    def is_presales(self) -> bool:
        """A presales conversation."""
        return self.contact_type == "conversation" and self.row["purpose"] == "presales"


def message_order(row: Row) -> tuple[datetime, str]:
    """Messages are ordered by instant, then id."""
    return row["sent_at"], row["message_id"]


def first_response_in(messages: list[Row]) -> FirstResponse | None:
    """The first agent message after the first customer message, in message order."""
    asked: datetime | None = None
    for row in messages:
        if row["sender"] == "customer" and asked is None:
            asked = row["sent_at"]
        elif row["sender"] == "agent" and asked is not None:
            took = seconds_between(asked, row["sent_at"])
            return FirstResponse(took, row["agent_id"], asked, row["sent_at"])
    return None


def replies_in(messages: list[Row]) -> Iterable[tuple[Row, Number]]:
    """Agent messages that follow a customer message since the agent's last, and their wait."""
    waiting: datetime | None = None
    for row in messages:
        if row["sender"] == "customer":
            waiting = waiting or row["sent_at"]
        elif row["sender"] == "agent":
            if waiting is not None:
                yield row, seconds_between(waiting, row["sent_at"])
            waiting = None


def ticket(row: Row) -> Contact:
    """A ticket as a contact."""
    first_owner = row["first_agent_id"] or row["agent_id"]
    contact = Contact(
        "ticket",
        row["ticket_id"],
        row["customer_id"],
        row["agent_id"],
        first_owner,
        row["created_at"],
        row["closed_at"] or row["resolved_at"],
        row["issue_key"],
        row["handled_by"] == "bot",
        row["status"] not in NOT_A_CONTACT,
        row,
        Strata(
            "ticket",
            row["channel"],
            product_category=row["product_category"],
            is_complex=bool(row["is_complex"]),
        ),
    )
    contact.response = column_response(contact, row["first_response_at"], first_owner)
    return contact


def conversation(row: Row, messages: list[Row]) -> Contact:
    """A conversation as a contact; its messages win over its first_response_at."""
    contact = Contact(
        "conversation",
        row["conversation_id"],
        row["customer_id"],
        row["agent_id"],
        row["agent_id"],
        row["started_at"],
        row["ended_at"],
        row["issue_key"],
        row["handled_by"] == "bot",
        row["is_valid"] is not False,
        row,
        Strata(
            "conversation",
            row["channel"],
            price_band=row["price_band"],
            product_category=row["product_category"],
            is_complex=bool(row["is_complex"]),
        ),
    )
    if messages:
        contact.response = first_response_in(messages)
    else:
        contact.response = column_response(contact, row["first_response_at"], row["agent_id"])
    return contact


def call(row: Row) -> Contact:
    """A call as a contact; it is always human and always valid."""
    contact = Contact(
        "call",
        row["call_id"],
        row["customer_id"],
        row["agent_id"],
        row["agent_id"],
        row["offered_at"],
        row["ended_at"],
        row["issue_key"],
        False,
        True,
        row,
        Strata("call", "phone"),
    )
    contact.response = column_response(contact, row["answered_at"], row["agent_id"])
    return contact


def column_response(
    contact: Contact, answered: datetime | None, owner: str | None
) -> FirstResponse | None:
    """The first response that a column states."""
    if answered is None:
        return None
    return FirstResponse(seconds_between(contact.start, answered), owner, contact.start, answered)


class FollowUps:
    """Finds a customer's later contacts."""

    def __init__(self, contacts: Iterable[Contact]) -> None:
        self.by_customer: dict[str, list[Contact]] = defaultdict(list)
        for contact in contacts:
            if contact.counts and contact.customer is not None:
                self.by_customer[contact.customer].append(contact)
        self.starts: dict[str, list[datetime]] = {}
        for customer, own in self.by_customer.items():
            own.sort(key=lambda contact: contact.start)
            self.starts[customer] = [contact.start for contact in own]

    def after_end(self, contact: Contact, window: timedelta) -> list[Contact]:
        """The customer's contacts that start in (end, end + window]."""
        if contact.end is None or contact.customer not in self.by_customer:
            return []
        starts = self.starts[contact.customer]
        first = bisect_right(starts, contact.end)
        beyond = bisect_right(starts, contact.end + window)
        return self.by_customer[contact.customer][first:beyond]

    def is_effective(self, contact: Contact) -> bool:
        """Resolved and not followed within 72 h on the same, or an unnamed, issue."""
        return bool(contact.row["is_resolved"]) and not any(
            contact.issue is None or later.issue is None or contact.issue == later.issue
            for later in self.after_end(contact, 72 * HOUR)
        )

    def repeated(self, contact: Contact, window: timedelta, *, presales: bool = False) -> bool:
        """Followed by one of the same type (and purpose) on the same named issue."""
        return any(
            later.contact_type == contact.contact_type
            and (later.is_presales or not presales)
            and later.issue is not None
            and later.issue == contact.issue
            for later in self.after_end(contact, window)
        )
